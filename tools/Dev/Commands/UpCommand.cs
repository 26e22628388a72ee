using System.CommandLine;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Commands;

/// <summary>Runs everything until it is told to stop.</summary>
static class UpCommand
{
    const int DefaultPortBase = 5800;

    static readonly Dictionary<string, string?> WithRateLimit = new() { ["RateLimit__Enabled"] = "true" };

    public static Command Create()
    {
        var portBase = new Option<int>("--port-base") { Description = "First of a block of ten ports on 127.0.0.1.", DefaultValueFactory = _ => DefaultPortBase };
        var rateLimit = new Option<bool>("--rate-limit") { Description = "Keep the limit of requests that each organisation has in production." };
        var command = new Command("up", "Run everything until Ctrl-C, and write .dev/run.json.") { portBase, rateLimit };
        command.SetAction((parse, cancellationToken) => RunAsync(
            new() { PortBase = parse.GetValue(portBase), Settings = parse.GetValue(rateLimit) ? WithRateLimit : [] }, cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        await using var turn = TakeTurn();
        File.Delete(DevFolder.RunFile);
        await using var pipeline = await RunningPipeline.StartAsync(options, new ConsoleProgress(), cancellationToken);
        try
        {
            await pipeline.Info.WriteAsync(cancellationToken);
            Show(pipeline.Info, await pipeline.SignInLinkAsync());
            return await KeepRunningAsync(pipeline, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopping.");
            return 0;
        }
        finally
        {
            File.Delete(DevFolder.RunFile);
        }
    }

    /// <summary>One at a time in a clone: they would share logs and run.json. The lock goes with the process, however that ends.</summary>
    static FileStream TakeTurn()
    {
        var file = DevFolder.Of("up.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LocalServersException("./dev up is already running in this clone.", e);
        }
    }

    /// <summary>Brings back what dies, as a container engine would, but not what cannot run.</summary>
    static async Task<int> KeepRunningAsync(RunningPipeline pipeline, CancellationToken cancellationToken)
    {
        using var turn = new SemaphoreSlim(1);
        // Each on its own: one that waits for a server to be ready again keeps no other from being started.
        var hopeless = await Task.WhenAny(pipeline.Processes.Values.Select(process => KeepRunningAsync(pipeline, process, turn, cancellationToken)));
        await Console.Error.WriteLineAsync(
            $"{(await hopeless).Name} ended {OwnExits.Most} times in a row within {OwnExits.Span.TotalSeconds:0} seconds, so it is not started again. Its log says why.");
        return 1;
    }

    /// <returns>The process, when it is hopeless.</returns>
    static async Task<ServiceProcess> KeepRunningAsync(
        RunningPipeline pipeline, ServiceProcess process, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        var exits = new OwnExits(TimeProvider.System);
        while (true)
        {
            await process.Exited.WaitAsync(cancellationToken);
            await Console.Error.WriteLineAsync(
                $"{process.Name} (pid {process.Id}) has ended with exit status {process.ExitStatus}. The end of its log:{Environment.NewLine}{process.LogTail}");
            if (exits.IsHopelessAfter(process.ExitStatus)) return process;
            await RestartAsync(pipeline, process, cancellationToken);
            await turn.WaitAsync(cancellationToken);
            await pipeline.Info.WriteAsync(cancellationToken);
            turn.Release();
        }
    }

    static async Task RestartAsync(RunningPipeline pipeline, ServiceProcess process, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.RestartAsync(process.Name, cancellationToken);
            await Console.Error.WriteLineAsync($"Started {process.Name} again (pid {process.Id}).");
        }
        catch (LocalServersException e)
        {
            // It may only be waiting for a server that is away; should it have ended, that is counted.
            await Console.Error.WriteLineAsync($"Started {process.Name} again (pid {process.Id}), but: {e.Message}");
        }
    }

    // Lines that can be copied whole: a table would wrap them at the terminal's width.
    static void Show(RunInfo info, string link) => Console.WriteLine($"""
        SCIM        {info.ScimUrl}
        Token       {info.ScimToken}
        Console     {link}   (signs in once, within ten minutes; another: ./dev ops sign-in-link --console {info.ConsoleUrl})
        RabbitMQ    {info.RabbitMqManagement.Url}   user {info.RabbitMqManagement.User}, password {info.RabbitMqManagement.Password}
        PostgreSQL  {info.Postgres}
        Mails       {Path.Combine(info.MailDirectory, "new")}
        Logs        {DevFolder.Of("logs")}
        For tools   {DevFolder.RunFile}
        Running. Ctrl-C stops everything.
        """);
}
