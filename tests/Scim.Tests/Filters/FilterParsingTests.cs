using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;

namespace Blink.Pipeline.Scim.Tests.Filters;

public sealed class FilterParsingTests
{
    [Theory]
    [InlineData("userName eq \"a@x\"", "userName eq \"a@x\"")]
    [InlineData("userName EQ \"a@x\"", "userName eq \"a@x\"")]
    [InlineData("  userName   eq   \"a\"  ", "userName eq \"a\"")]
    [InlineData("externalId eq jyoung", "externalId eq \"jyoung\"")]
    [InlineData("externalId eq 007", "externalId eq \"007\"")]
    [InlineData("externalId eq +44", "externalId eq \"+44\"")]
    [InlineData("userName eq \"O'Neil+#1@x\"", "userName eq \"O'Neil+#1@x\"")]
    [InlineData("userName eq \"a\\\"b\\\\c\\u0041\\/\"", "userName eq \"a\\\"b\\\\cA/\"")]
    [InlineData("active eq true", "active eq true")]
    [InlineData("active eq True", "active eq true")]
    [InlineData("title eq null", "title eq null")]
    [InlineData("x eq -1.50", "x eq -1.50")]
    [InlineData("title pr", "title pr")]
    [InlineData("members[value eq\"1\"]", "members[value eq \"1\"]")]
    [InlineData("emails[type eq \"work\"].value eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]")]
    [InlineData("emails[type eq work].value eq x", "emails[type eq \"work\" and value eq \"x\"]")]
    [InlineData("id eq \"1\" and manager eq \"2\"", "id eq \"1\" and manager eq \"2\"")]
    [InlineData("a pr or b pr and c pr", "a pr or b pr and c pr")]
    [InlineData("(a pr or b pr) and c pr", "(a pr or b pr) and c pr")]
    [InlineData("a pr and (b pr and c pr)", "a pr and (b pr and c pr)")]
    [InlineData("((a pr))", "a pr")]
    [InlineData("NOT (a pr) AND not(b pr)", "not (a pr) and not (b pr)")]
    [InlineData("(active eq true) and (meta.lastModified ge \"2026-01-01T00:00:00Z\" and meta.lastModified le \"2026-02-01T00:00:00Z\")",
        "active eq true and (meta.lastModified ge \"2026-01-01T00:00:00Z\" and meta.lastModified le \"2026-02-01T00:00:00Z\")")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"1\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"1\"")]
    [InlineData("notes eq \"x\" or order eq \"y\"", "notes eq \"x\" or order eq \"y\"")]
    public void A_filter_is_understood(string text, string canonical) =>
        Assert.Equal(canonical, Filter.Parse(text).ToString());

    [Theory]
    [InlineData("", 0)]
    [InlineData("userName", 8)]
    [InlineData("userName eq", 11)]
    [InlineData("userName zz \"a\"", 9)]
    [InlineData("userName eq \"a", 14)]
    [InlineData("userName eq \"a\\x\"", 15)]
    [InlineData("userName eq \"\\u00g0\"", 15)]
    [InlineData("userName eq \"\\u0000\"", 12)]
    [InlineData("userName eq \"\\ud800\"", 12)]
    [InlineData("userName eq \"a\" and", 19)]
    [InlineData("userName eq \"a\" userName", 16)]
    [InlineData("(userName pr", 12)]
    [InlineData("userName pr)", 11)]
    [InlineData("emails[type pr", 14)]
    [InlineData("name.givenName[type pr]", 15)]
    [InlineData("not userName pr", 4)]
    [InlineData("1name pr", 0)]
    [InlineData("name.a.b pr", 0)]
    public void A_filter_that_cannot_be_read_is_refused_with_the_position(string text, int position)
    {
        var error = Assert.Throws<ScimException>(() => Filter.Parse(text)).Error;

        Assert.Equal((400, "invalidFilter"), (error.Status, error.ScimType));
        Assert.Contains($"at position {position} ", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_depth_and_terms_are_bounded()
    {
        var limits = new FilterLimits(MaxLength: 1_000_000, MaxDepth: 3, MaxTerms: 3);

        Assert.NotNull(Filter.Parse("(((a pr)))", limits with { MaxTerms = 4 }));
        Assert.Throws<ScimException>(() => Filter.Parse("((((a pr))))", limits with { MaxTerms = 100 }));
        Assert.Throws<ScimException>(() => Filter.Parse(new string('(', 900_000), limits));
        Assert.NotNull(Filter.Parse("a pr or b pr or c pr", limits));
        Assert.Throws<ScimException>(() => Filter.Parse("a pr or b pr or c pr or d pr", limits));
        Assert.Throws<ScimException>(() => Filter.Parse("a pr", limits with { MaxLength = 3 }));
    }
}
