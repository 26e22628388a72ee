using System.CommandLine;
using Blink.Pipeline.Ops.Cli;

return await OpsCommandLine.RunAsync(args, new InvocationConfiguration());
