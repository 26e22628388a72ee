using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Tests.Bulk;

public sealed class BulkIdTests
{
    [Theory]
    [InlineData("\"bulkId:q\"", "\"<q>\"")]
    [InlineData("""{"manager":{"value":"bulkId:q"},"other":["bulkId:w","x"]}""", """{"manager":{"value":"<q>"},"other":["<w>","x"]}""")]
    [InlineData("""{"Operations":[{"op":"add","path":"manager","value":"bulkId:q"}]}""", """{"Operations":[{"op":"add","path":"manager","value":"<q>"}]}""")]
    [InlineData("""{"bulkId:q":" bulkId:q","x":"BULKID:q","y":null,"z":[1,true,1.50]}""", """{"bulkId:q":" bulkId:q","x":"BULKID:q","y":null,"z":[1,true,1.50]}""")]
    [InlineData("null", "null")]
    public void A_text_that_is_a_reference_becomes_the_id(string data, string resolved)
    {
        var resolver = new BulkIdResolver(bulkId => $"<{bulkId}>");
        var before = JsonNode.Parse(data);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(resolved), resolver.Resolve(before)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data), before));
    }

    [Fact]
    public void The_references_are_remembered()
    {
        var resolver = new BulkIdResolver(bulkId => bulkId);
        resolver.Resolve(JsonNode.Parse("""["bulkId:a","bulkId:b","bulkId:a"]"""));
        resolver.Resolve("bulkId:c");
        resolver.Resolve("d");
        Assert.Equal(["a", "b", "c"], resolver.References.Order());
    }

    [Fact]
    public void What_is_not_text_is_passed_over() =>
        Assert.NotNull(new BulkIdResolver(bulkId => bulkId).Resolve(JsonNode.Parse("""["\ud800",{"bulkId:a":"\ud800bulkId:"}]""")));

    [Theory]
    [InlineData("/Users", null)]
    [InlineData("users/", null)]
    [InlineData("/Users/2819c223", "2819c223")]
    [InlineData("/USERS/2819c223/", "2819c223")]
    [InlineData("/Users/bulkId:q/w%41", "bulkId:q/w%41")]
    [InlineData("/Users/bulkId%3Aq", "bulkId:q")]
    public void A_path_is_read_as_a_url_would_be(string path, string? id) => Assert.Equal(id, BulkPath.IdIn(UserType.Instance, path));

    [Theory]
    [InlineData("/Groups")]
    [InlineData("/Userss")]
    [InlineData("/v2/Users")]
    [InlineData("/")]
    [InlineData("https://example.com/Users")]
    public void Another_path_is_404(string path) =>
        Assert.Equal(404, Assert.Throws<ScimException>(() => BulkPath.IdIn(UserType.Instance, path)).Error.Status);

    [Fact]
    public void A_method_that_the_path_does_not_know_is_405()
    {
        Assert.Equal(405, Assert.Throws<ScimException>(() => BulkPath.CheckMethod(BulkMethod.Post, "1")).Error.Status);
        Assert.Equal(405, Assert.Throws<ScimException>(() => BulkPath.CheckMethod(BulkMethod.Delete, null)).Error.Status);
        BulkPath.CheckMethod(BulkMethod.Post, null);
        BulkPath.CheckMethod(BulkMethod.Put, "1");
    }
}
