using Blink.Pipeline.EntraSimulator.Cli;

return await EntraSimulatorCommand.Create().Parse(args).InvokeAsync();
