using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class OfferedActionsTests(ConsoleBench bench)
{
    [Theory]
    [InlineData("organisations")]
    [InlineData("organisation")]
    [InlineData("user")]
    [InlineData("mails")]
    [InlineData("errors", "Export CSV")]
    public async Task A_viewer_is_offered_no_action(string page, params string[] expected)
    {
        await using var visitor = await bench.VisitAsync(Role.Viewer);

        await visitor.GoAsync(ConsolePage.Of(page), bench.Data);

        Assert.Equal(expected, await visitor.Page.Locator(".page-actions button, td button").AllInnerTextsAsync());
    }

    [Fact]
    public async Task Operators_apply_and_try_again_but_invite_nobody()
    {
        await using var visitor = await bench.VisitAsync(Role.Operator);

        await visitor.GoAsync(ConsolePage.Of("user"), bench.Data);

        await Assertions.Expect(visitor.Page.Locator(".page-actions button")).ToHaveTextAsync(["Apply again"]);
    }
}
