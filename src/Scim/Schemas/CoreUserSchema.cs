using Blink.Pipeline.Scim.Messages;
using static Blink.Pipeline.Scim.Schemas.AttributeFactory;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>The core User schema (RFC 7643 §4.1, §8.7.1) with its verified errata.</summary>
public static class CoreUserSchema
{
    static readonly string[] WorkHomeOther = ["work", "home", "other"];

    public static Schema Definition { get; } = new(ScimUrns.User, "User", "User Account",
    [
        Text("userName", "The name by which the user is known to the service provider; unique, compared without case, returned as sent.") with
        {
            Required = true,
            Uniqueness = Uniqueness.Server,
        },
        Complex("name", "The components of the user's name.",
            Text("formatted", "The full name, for display."),
            Text("familyName", "The family name, or last name."),
            Text("givenName", "The given name, or first name."),
            Text("middleName", "The middle names."),
            Text("honorificPrefix", "The title before the name, such as 'Ms.'."),
            Text("honorificSuffix", "What follows the name, such as 'III'.")),
        Text("displayName", "The name that people are shown."),
        Text("nickName", "What the user is called casually."),
        Reference("profileUrl", "The user's profile page.", "external"),
        Text("title", "The job title."),
        Text("userType", "The relation to the organisation, such as 'Employee' or 'Contractor'."),
        Text("preferredLanguage", "The preferred language, as in Accept-Language (RFC 7231)."),
        Text("locale", "The user's locale, for currency, dates and numbers (RFC 5646)."),
        Text("timezone", "The time zone, such as 'America/Los_Angeles'."),
        Boolean("active", "Whether the user may use the service."),
        Text("password", "The password; it can be set, and is never returned.") with
        {
            Mutability = Mutability.WriteOnly,
            Returned = Returned.Never,
        },
        MultiValued("emails", "E-mail addresses.", Text("value", "The address."), WorkHomeOther),
        MultiValued("phoneNumbers", "Phone numbers.", Text("value", "The number, returned as it was sent."),
            "work", "home", "mobile", "fax", "pager", "other"),
        MultiValued("ims", "Instant messaging addresses.", Text("value", "The address."),
            "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
        MultiValued("photos", "Photos of the user.", Reference("value", "The URL of the photo.", "external"), "photo", "thumbnail"),
        Complex("addresses", "Postal addresses.",
            Text("formatted", "The full address, for display or a label."),
            Text("streetAddress", "Street, house number and the like; may hold line breaks."),
            Text("locality", "The city."),
            Text("region", "The state or region."),
            Text("postalCode", "The postal code."),
            Text("country", "The country, as in ISO 3166-1 alpha-2."),
            TypeOf(WorkHomeOther),
            Primary) with
        {
            MultiValued = true,
        },
        Groups,
        MultiValued("entitlements", "What the user is entitled to.", Text("value", "The entitlement.")),
        MultiValued("roles", "What the user is.", Text("value", "The role.")),
        MultiValued("x509Certificates", "Certificates issued to the user.",
            Text("value", "The DER form of the certificate, in base64.") with { Type = AttributeType.Binary, CaseExact = true }),
    ]);

    static SchemaAttribute Groups => Complex("groups", "The groups the user is in; changed through the groups.",
        ReadOnly(Text("value", "The id of the group.")),
        ReadOnly(Reference("$ref", "The URI of the group.", "User", "Group")),
        ReadOnly(Display),
        ReadOnly(TypeOf(["direct", "indirect"]))) with
    {
        MultiValued = true,
        Mutability = Mutability.ReadOnly,
    };

    static SchemaAttribute ReadOnly(SchemaAttribute attribute) => attribute with { Mutability = Mutability.ReadOnly };
}
