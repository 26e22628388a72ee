using System.CommandLine;
using Blink.Pipeline.Bench.Console;
using Blink.Pipeline.Bench.Digests;
using Blink.Pipeline.Bench.Lists;
using Blink.Pipeline.LocalServers;

var root = new RootCommand("Measures Blink.Pipeline on this machine; ./dev bench calls it.") { ListsCommand.Create(), DigestsCommand.Create(), ConsoleCommand.Create() };
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (LocalServersException exception)
{
    await System.Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
