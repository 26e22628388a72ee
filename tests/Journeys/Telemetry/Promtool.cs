using Blink.Pipeline.Testing;
using CliWrap;
using CliWrap.Buffered;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>Asks Prometheus' own tool.</summary>
static class Promtool
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs it; a failure fails the test with its words.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        var result = await Cli.Wrap(await TestServers.PromtoolAsync()).WithArguments(arguments)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Token);
        Assert.True(result.IsSuccess, result.StandardOutput + result.StandardError);
    }

    /// <summary>Writes a file for it, beside the tests.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"promtool-{Guid.NewGuid():N}.yml");
        await File.WriteAllTextAsync(file, text, Token);
        return file;
    }
}
