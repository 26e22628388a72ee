using System.Text.Json;
using Blink.Pipeline.Ops.Console.DeadLetters;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class LettersViewTests
{
    static readonly Guid Contoso = Guid.NewGuid();

    static readonly LettersView Everything = new()
    {
        Status = "replayed",
        Queue = "apply-user",
        Type = "Apply",
        Exception = "Timeout & more",
        Cause = "fault",
        OrganisationId = Contoso,
        SubjectId = Guid.NewGuid(),
        Since = "2h",
        Until = "2026-11-23T22:00Z",
        FailedAgain = true,
        Group = new(DeadLetterGrouping.Failure, "System.TimeoutException at A.B"),
        By = DeadLetterGrouping.Hour,
        Before = 17,
        Search = "ada@contoso.example",
    };

    [Fact]
    public void An_address_says_everything_but_the_search_text()
    {
        var address = Everything.ToAddress();

        Assert.DoesNotContain("contoso.example", address, StringComparison.Ordinal);
        Assert.Equal(Everything, LettersView.From($"https://console.example/{address}", Everything.Search));
        Assert.Equal(new LettersView(), LettersView.From("https://console.example/dead-letters", null));
        Assert.Equal("dead-letters", new LettersView().ToAddress());
    }

    [Theory]
    [InlineData("status=cooked")]
    [InlineData("organisation=contoso&subject=1")]
    [InlineData("by=77&group=colour&key=red")]
    [InlineData("group=hour&before=last&failed-again=maybe")]
    public void What_an_address_says_wrongly_is_as_if_it_was_not_there(string query) =>
        Assert.Equal(new LettersView(), LettersView.From($"https://console.example/dead-letters?{query}", " "));

    [Fact]
    public void A_run_tells_again_which_letters_it_was_asked_for_but_not_what_was_typed()
    {
        var filter = Everything.ToFilter(DateTimeOffset.UnixEpoch.AddYears(50)) with { BeforeId = 100 };
        var names = new Dictionary<Guid, string> { [Contoso] = "Contoso" };

        Assert.Equal(
            $"failure System.TimeoutException at A.B, queue apply-user, type with “Apply”, exception with “Timeout & more”, text with “…”, cause fault, "
                + $"organisation Contoso, about {filter.SubjectId}, replayed 1 time or more, failed since 2019-12-31 22:00:00Z, failed before 2026-11-23 22:00:00Z, "
                + "collected up to letter 99; at most 5, the oldest first",
            OfRun(filter, limit: 5));
        Assert.Equal("all", OfRun(new()));
        Assert.Equal("letter 7", OfRun(new() { Ids = [7] }));
        Assert.Equal("letters 7, 8", OfRun(new() { Ids = [8, 7] }));
        Assert.Equal("1,000 letters by number", OfRun(new() { Ids = [.. Enumerable.Range(1, 1_000).Select(id => (long)id)] }));

        string OfRun(DeadLetterFilter asked, int? limit = null) =>
            FilterWords.OfRun(JsonSerializer.Deserialize<JsonElement>(RunCriterion.ToJson(asked, limit)), names);
    }
}
