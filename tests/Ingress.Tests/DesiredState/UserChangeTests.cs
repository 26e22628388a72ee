using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

public sealed class UserChangeTests
{
    [Fact]
    public void To_say_nothing_of_active_keeps_a_leaver_out()
    {
        var leaver = User("""{"userName":"a","active":false}""");
        Assert.IsType<UserChange.Unchanged>(UserChange.To(leaver, Json("""{"userName":"a"}""")));
        var put = Json("""{"userName":"b"}""");
        var replaced = Assert.IsType<UserChange.Replaced>(UserChange.To(leaver, put));
        Assert.False((bool?)replaced.Document["active"]);
        // The request may be asked again, of a user that is active by then.
        Assert.False(put.ContainsKey("active"));
    }

    [Theory]
    [InlineData("""{"userName":"a","active":false}""", """{"userName":"a","active":true}""")]
    [InlineData("""{"userName":"a","active":true}""", """{"userName":"a"}""")]
    public void Else_active_becomes_what_the_document_says(string before, string after) =>
        Assert.Equal(after, Assert.IsType<UserChange.Replaced>(UserChange.To(User(before), Json(after))).Document.ToJsonString());

    static StoredUser User(string json) => new(Guid.Empty, Guid.Empty, 1, default, default, Json(json));

    static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();
}
