using System.CommandLine;
using System.CommandLine.Help;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The command line as a whole.</summary>
static class OpsCommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="configuration">Where its words go; a test puts writers of its own here.</param>
    /// <param name="cancellationToken">Stops it, beside Ctrl-C.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 not understood; of the overview also 3 amber and 4 red.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, InvocationConfiguration configuration, CancellationToken cancellationToken = default)
    {
        if (Completions.IsAsked(arguments))
        {
            foreach (var suggestion in Completions.For(Create(), arguments))
                await configuration.Output.WriteLineAsync(suggestion);
            return 0;
        }
        var parse = Create().Parse(arguments);
        if (parse.Errors.Count == 0 || parse.Action is HelpAction)
            return await parse.InvokeAsync(configuration, cancellationToken);
        foreach (var error in parse.Errors)
            await configuration.Error.WriteLineAsync(error.Message);
        await configuration.Error.WriteLineAsync($"'{Path(parse.CommandResult.Command)} --help' shows what it takes.");
        return CommandRunner.WrongUsage;
    }

    static Command Create() => new("ops", "Watches the pipeline, and mends it.")
    {
        new HelpOption(),
        GlobalOptions.Json,
        GlobalOptions.Actor,
        GlobalOptions.Postgres,
        GlobalOptions.RabbitMq,
        GlobalOptions.Management,
        OverviewCommand.Create(),
        MigrateCommand.Create(),
        OrganisationCommands.Create(),
        TokenCommands.Create(),
        AccountCommands.Create(),
        UserCommands.Create(),
        SyncCommands.Create(),
        ErrorCommands.Create(),
        MailCommands.Create(),
        DigestCommands.Create(),
        InviteCommands.Create(),
        QueueCommands.Create(),
        DeadLetterCommands.Create(),
        AuditCommands.Create(),
        ApiKeyCommands.Create(),
        SignInLinkCommand.Create(),
        CompletionCommand.Create(),
        ServeCommand.Create(),
    };

    static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : command.Name;
}
