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

    /// <summary>Runs it on a file of this text.</summary>
    public static async Task RunOnAsync(string text, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("blink-promtool-");
        try
        {
            var file = Path.Combine(folder.FullName, "given.yml");
            await File.WriteAllTextAsync(file, text, Token);
            await RunAsync([.. arguments, file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
