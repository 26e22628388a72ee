using System.Text.Json;
using Blink.Pipeline.Ops.Console.DeadLetters;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class FilterWordsTests
{
    [Theory]
    [InlineData("""{"filter": {"ids": null, "queue": "apply-user", "since": null}, "limit": null, "ratePerSecond": null}""", "queue apply-user")]
    [InlineData("""{"filter": {"ids": [4, 9]}, "ids": null, "limit": 1}""", "2 letters by number; at most 1, the oldest first")]
    public void A_run_of_the_first_version_wrote_null_for_what_was_not_given(string criterion, string words) =>
        Assert.Equal(words, Words(criterion));

    [Fact]
    public void A_run_is_told_by_what_was_asked_for() =>
        Assert.Equal("letters 4, 9, type with “Apply”; at most 5, the oldest first", Words(RunCriterion.ToJson(new() { Ids = [9, 4], Type = "Apply" }, 5)));

    static string Words(string criterion) =>
        FilterWords.OfRun(JsonSerializer.Deserialize<JsonElement>(criterion), new Dictionary<Guid, string>());
}
