using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Tests.Errors;

public sealed class ScimErrorTests
{
    [Fact]
    public void An_error_with_a_keyword_is_rendered_as_rfc_7644_has_it() =>
        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"mutability","detail":"id: it is read-only"}""",
            ScimException.Mutability("id", "it is read-only").Error.ToJson().ToJsonString());

    [Fact]
    public void An_error_without_a_keyword_has_no_such_member() =>
        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"No such user"}""",
            ScimException.NotFound("No such user").Error.ToJson().ToJsonString());

    [Fact]
    public void A_value_in_use_is_409_uniqueness()
    {
        var error = ScimException.Uniqueness("userName").Error;

        Assert.Equal((409, "uniqueness"), (error.Status, error.ScimType));
        Assert.StartsWith("userName: ", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detail_holds_no_more_than_the_beginning_of_a_path() =>
        Assert.InRange(ScimException.InvalidPath(new string('x', 100_000), "no").Error.Detail.Length, 200, 300);
}
