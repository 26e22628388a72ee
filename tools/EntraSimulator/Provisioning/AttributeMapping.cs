namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>
/// The attribute mapping of the Blink gallery app (Microsoft's Blink provisioning tutorial), without <c>active</c> and
/// <c>manager</c>, which are no texts.
/// </summary>
static class AttributeMapping
{
    public static IReadOnlyList<MappedAttribute> Texts { get; } =
    [
        new("userName", user => user.UserPrincipalName, new(null, "userName")),
        new("externalId", user => user.MailNickname, new(null, "externalId")),
        new("title", user => user.JobTitle, new(null, "title")),
        new("emails[type eq \"work\"].value", user => user.Mail, new(null, "emails", "work")),
        new("name.givenName", user => user.GivenName, new("name", "givenName")),
        new("name.familyName", user => user.Surname, new("name", "familyName")),
        new("phoneNumbers[type eq \"work\"].value", user => user.TelephoneNumber, new(null, "phoneNumbers", "work")),
        new("phoneNumbers[type eq \"mobile\"].value", user => user.Mobile, new(null, "phoneNumbers", "mobile")),
        new(Urns.Enterprise + ":department", user => user.Department, new(Urns.Enterprise, "department")),
        new(Urns.Enterprise + ":employeeNumber", user => user.EmployeeId, new(Urns.Enterprise, "employeeNumber")),
        new(Urns.Blink + ":company", user => user.CompanyName, new(Urns.Blink, "company")),
        new(Urns.Blink + ":description", user => user.AboutMe, new(Urns.Blink, "description")),
        new(Urns.Blink + ":location", user => user.PhysicalDeliveryOfficeName, new(Urns.Blink, "location")),
    ];
}
