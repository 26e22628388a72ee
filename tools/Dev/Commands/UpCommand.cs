using System.CommandLine;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Commands;

/// <summary>Runs everything until it is told to stop.</summary>
static class UpCommand
{
    const int DefaultPortBase = 5800;

    // A process that ends so soon after its start would only do so again.
    static readonly TimeSpan Hopeless = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var portBase = new Option<int>("--port-base") { Description = "First of a block of ten ports on 127.0.0.1.", DefaultValueFactory = _ => DefaultPortBase };
        var command = new Command("up", "Run everything until Ctrl-C, and write .dev/run.json.") { portBase };
        command.SetAction((parse, cancellationToken) => RunAsync(new() { PortBase = parse.GetValue(portBase) }, cancellationToken));
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
            Show(pipeline.Info);
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

    /// <summary>Brings back what dies, as a container engine would, but not what dies again and again.</summary>
    static async Task<int> KeepRunningAsync(RunningPipeline pipeline, CancellationToken cancellationToken)
    {
        while (true)
        {
            var dead = await pipeline.WaitForDeathAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"{dead.Name} (pid {dead.Id}) has ended. The end of its log:{Environment.NewLine}{dead.LogTail}");
            if (dead.Uptime < Hopeless) return 1;
            await pipeline.RestartAsync(dead.Name, cancellationToken);
            await pipeline.Info.WriteAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"Started {dead.Name} again (pid {dead.Id}).");
        }
    }

    // Lines that can be copied whole: a table would wrap them at the terminal's width.
    static void Show(RunInfo info) => Console.WriteLine($"""
        SCIM        {info.ScimUrl}
        Token       {info.ScimToken}
        Console     {info.ConsoleUrl}
        RabbitMQ    {info.RabbitMqManagement.Url}   user {info.RabbitMqManagement.User}, password {info.RabbitMqManagement.Password}
        PostgreSQL  {info.Postgres}
        Mails       {Path.Combine(info.MailDirectory, "new")}
        Logs        {DevFolder.Of("logs")}
        For tools   {DevFolder.RunFile}
        Running. Ctrl-C stops everything.
        """);
}
