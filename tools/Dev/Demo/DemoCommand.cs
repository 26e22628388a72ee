using System.CommandLine;
using Blink.Pipeline.Dev.Commands;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.EntraSimulator.Provisioning;
using Npgsql;
using RabbitMQ.Client.Exceptions;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>An Azure AD initial sync turning into Blink accounts and error mails, on real servers, and checked at the end.</summary>
static class DemoCommand
{
    const int WidthOfLogs = 160;

    /// <summary>A demo is watched: digests go out after seconds, where an organisation gets one in minutes.</summary>
    static readonly Dictionary<string, string?> Settings = new()
    {
        ["Digest__Window"] = "00:00:03",
        ["Digest__MinimumInterval"] = "00:00:00",
        ["Digest__PollInterval"] = "00:00:00.500",
    };

    public static Command Create()
    {
        var users = new Option<int>("--users") { Description = "People in the directory.", DefaultValueFactory = _ => 2_000 };
        var seed = new Option<int>("--seed") { Description = "Seed of everything that is random.", DefaultValueFactory = _ => 1 };
        var outage = new Option<bool>("--broker-outage") { Description = "Stop RabbitMQ during the initial cycle, and start it again later." };
        var portBase = new Option<int>("--port-base") { Description = "First of a block of ten ports on 127.0.0.1. Default: any that are free." };
        users.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number >= Cast.FewestUsers))
                result.AddError($"--users takes a whole number from {Cast.FewestUsers}, not '{text}'.");
        });
        var command = new Command("demo", "Provision a made-up organisation from end to end, and check every account.") { users, seed, outage, portBase };
        command.SetAction((parse, cancellationToken) => RunAsync(
            new(parse.GetValue(users), parse.GetValue(seed), parse.GetValue(outage), parse.GetValue(portBase)), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var run = new RunOptions
        {
            PortBase = options.PortBase,
            LogDirectory = DevFolder.Of("demo-logs"),
            DataDirectory = DevFolder.Of("demo-servers"),
            Settings = Settings,
        };
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfLogs;
        await using var pipeline = await RunningPipeline.StartAsync(run, new ConsoleProgress(), cancellationToken);
        await using var demo = new DemoRun(pipeline, options, DevFolder.Of("demo-mails"));
        try
        {
            return await demo.RunAsync(cancellationToken) ? 0 : 1;
        }
        catch (Exception exception) when (exception is NpgsqlException or BrokerUnreachableException or QuarantineException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/] The logs of the processes are in {run.LogDirectory}.");
            return 1;
        }
    }
}
