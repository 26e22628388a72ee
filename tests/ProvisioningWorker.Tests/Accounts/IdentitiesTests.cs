using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Accounts;

public sealed class IdentitiesTests
{
    [Fact]
    public void Emails_are_trimmed_and_lower_case_and_employee_ids_ignore_case()
    {
        var identities = Identities.Of(new() { Email = " Ada.ÉMILE@X.test ", EmployeeId = " e-7 " }, "GB");

        Assert.Equal(new Identities("ada.émile@x.test", null, "E-7"), identities);
    }

    [Theory]
    [InlineData("07700 900123", "GB", "+447700900123")]
    [InlineData("+44 (0)7700 900-123", "US", "+447700900123")]
    [InlineData("0044 7700 900123", "GB", "+447700900123")]
    [InlineData("0170 1234567", "DE", "+491701234567")]
    [InlineData("07700 900123", null, null)]
    [InlineData("123", "GB", null)]
    [InlineData("946 0000", "US", null)]
    [InlineData("ask at the desk", "GB", null)]
    [InlineData("", "GB", null)]
    public void A_mobile_is_read_with_the_organisation_s_region(string text, string? region, string? e164) =>
        Assert.Equal(e164, Identities.Of(new() { MobilePhone = text }, region).Mobile);

    [Fact]
    public void Texts_too_long_for_an_index_are_told_apart_all_the_same()
    {
        var one = Identities.Of(new() { Email = new string('x', 5000) + "1" }, null);
        var other = Identities.Of(new() { Email = new string('x', 5000) + "2" }, null);

        Assert.NotEqual(one, other);
        Assert.InRange(one.Email!.Length, 1, 512);
    }

    [Theory]
    [InlineData("ask at the desk", null, "ask at the desk")]
    [InlineData("946 0000", "946 0000", "946 0000")]
    [InlineData(null, "x4711y", "x4711y")]
    [InlineData("+1 212 555 0100", "946 0000", "")]
    public void Phones_that_are_none_are_named(string? mobile, string? work, string unrecognised) =>
        Assert.Equal(unrecognised, string.Join(", ", PhoneNumber.Unrecognised(new() { MobilePhone = mobile, WorkPhone = work }, "US")));

    [Fact]
    public void Employee_ids_of_two_organisations_are_two_keys() =>
        Assert.NotEqual(
            new Identities(null, null, "7").Keys(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)),
            new Identities(null, null, "7").Keys(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)));
}
