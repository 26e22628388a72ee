using System.CommandLine;
using Blink.Pipeline.Dev.Commands;
using Blink.Pipeline.Dev.Demo;
using Blink.Pipeline.Dev.Faults;
using Blink.Pipeline.LocalServers;

// Stopping the processes and servers in an orderly way takes seconds.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1), EnableDefaultExceptionHandler = false };
var root = new RootCommand("Runs Blink.Pipeline on this machine; ./dev calls it.")
{
    DemoCommand.Create(),
    FaultsCommand.Create(),
    UpCommand.Create(),
    OpsCommand.Create(),
    ServersCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(configuration);
}
catch (LocalServersException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
