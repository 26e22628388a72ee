using System.CommandLine;
using Blink.Pipeline.Ops.Cli;

// SIGTERM asks; what runs has as long to end as any other process of the pipeline, and is not cut off after two seconds.
return await OpsCommandLine.RunAsync(args, new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
