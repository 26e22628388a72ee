using System.CommandLine;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Replay and discard: the same way to say which letters, the same dry run.</summary>
static class DeadLetterRunCommands
{
    const int MostGroups = 20;

    public static Command Replay()
    {
        var which = new Which();
        var from = new Option<string?>("--from")
        {
            Description = "The letters of this file, as 'dead-letters export' wrote it; those that are not here are taken in first.",
            HelpName = "FILE",
        };
        which.Also(from);
        var rate = new Option<int?>("--rate")
        {
            Description = "How many a second at most.",
            HelpName = "N",
            Validators = { CommonOptions.Between(1, 10_000) },
        };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit records.", HelpName = "TEXT" };
        var command = new Command("replay", "Publish letters again to the queue they failed in. What a replay that died left half-way is taken up first.")
        {
            from,
            rate,
            reason,
        };
        return which.AddTo(command).Runs(async context =>
        {
            var filter = await FilterAsync(context, which, from);
            if (context.Get(which.DryRun))
                return await PreviewAsync(context, filter, context.Get(which.Limit), "replayed");
            var request = new ReplayRequest(filter, context.Actor, context.Get(reason), context.Get(which.Limit), context.Get(rate));
            var result = await context.WithProgressAsync(
                "Replaying",
                report => context.Use<Replay>().RunAsync(request, progress => report(progress.Done, progress.Total), context.CancellationToken));
            context.Show(result, answer => DeadLetterViews.Result(answer, "replayed"));
            return Complaint(result) is { } complaint ? throw new OpsException(complaint) : 0;
        });
    }

    public static Command Discard()
    {
        var which = new Which();
        var reason = new Option<string>("--reason") { Description = "Why, for the audit records.", HelpName = "TEXT", Required = true };
        return which.AddTo(new Command("discard", "Give letters up. They stay to be looked at for a while, and are replayed no more.") { reason }).Runs(async context =>
        {
            var filter = await which.ReadAsync(context);
            if (context.Get(which.DryRun))
                return await PreviewAsync(context, filter.ToDiscard(), context.Get(which.Limit), "discarded");
            if (string.IsNullOrWhiteSpace(context.Get(reason)))
                throw new OpsException("Say why they are given up: --reason.");
            var result = await context.Use<Discard>().RunAsync(
                filter, context.Actor, context.Get(reason)!, context.Get(which.Limit), context.CancellationToken);
            context.Show(result, answer => DeadLetterViews.Result(answer, "discarded"));
            return filter.Ids is null || result.Done > 0
                ? 0
                : throw new OpsException("None was discarded: a replay that runs has taken them. Try again when it has ended.");
        });
    }

    static async Task<DeadLetterFilter> FilterAsync(CommandContext context, Which which, Option<string?> from)
    {
        var filter = await which.ReadAsync(context);
        if (context.Get(from) is not { } file)
            return filter;
        if (filter.Ids is not null)
            throw new OpsException("--from names its letters itself: leave out the IDs.");
        var isDryRun = context.Get(which.DryRun);
        var result = await DeadLetterFileCommands.ReadAsync(context, file, isDryRun ? null : context.Actor);
        return isDryRun && result.New > 0
            ? throw new OpsException(
                $"{Words.Of(result.New, "letter")} of the file would be taken in before a replay: "
                + "'dead-letters import' does only that, and then a dry run can look at them.")
            : filter with { Ids = result.Waiting };
    }

    static string? Complaint(RunResult result) => result switch
    {
        { Outcome: "stopped" } => $"The replay ended early: {result.Problem}. The letters it had not replayed wait on; the same command replays them.",
        { Problem: not null } => $"The replay ended early: {result.Problem}. The letters it had not replayed wait on; replay again when that is mended.",
        { Refused.Count: > 0 } => string.Join('\n', [
            $"{Words.Of(result.Refused.Count, "letter")} cannot be published and wait on; 'dead-letters show' and 'discard' take their numbers:",
            .. result.Refused.Select(letter => $"  {letter.Id}: {letter.Problem}"),
        ]),
        _ => null,
    };

    static async Task<int> PreviewAsync(CommandContext context, DeadLetterFilter filter, int? limit, string done)
    {
        var reader = context.Use<DeadLetterReader>();
        var found = await reader.PreviewAsync(filter, limit, context.CancellationToken);
        // Groups know no limit: beside a number of letters at most they would say another thing.
        if (limit is null)
            found = found with { Groups = await reader.GroupAsync(filter, DeadLetterGrouping.Failure, MostGroups, context.CancellationToken) };
        return context.Show(found, preview => DeadLetterViews.Preview(preview, done, context.Use<TimeProvider>().GetUtcNow()));
    }

    /// <summary>Which letters a run takes.</summary>
    sealed class Which
    {
        readonly Argument<long[]> ids = new("ID")
        {
            Description = "Their numbers.",
            Arity = ArgumentArity.ZeroOrMore,
        };

        readonly DeadLetterFilterOptions filter = new();
        readonly List<Option> others = [];
        readonly Option<bool> all = new("--all") { Description = "All that wait." };

        public Option<int?> Limit { get; } = new("--limit")
        {
            Description = "How many at most, the oldest first.",
            HelpName = "N",
            Validators = { CommonOptions.Between(1, int.MaxValue) },
        };

        public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only say which letters it would be." };

        /// <summary>Another option that says which letters.</summary>
        public void Also(Option option) => others.Add(option);

        public Command AddTo(Command command)
        {
            command.Arguments.Add(ids);
            command.Options.Add(all);
            filter.AddTo(command);
            command.Options.Add(Limit);
            command.Options.Add(DryRun);
            command.Validators.Add(result =>
            {
                var isNarrowed = result.GetResult(ids) is { Tokens.Count: > 0 } || filter.IsGiven(result)
                    || others.Any(option => result.GetResult(option) is not null);
                if (result.GetResult(all) is not null == isNarrowed)
                    result.AddError(isNarrowed ? "--all takes all that wait: leave out --all, or what narrows it." : "Say which letters: give their IDs, a filter such as --exception, or --all.");
            });
            return command;
        }

        public async Task<DeadLetterFilter> ReadAsync(CommandContext context)
        {
            var numbers = context.Get(ids);
            foreach (var number in numbers)
                await CheckAsync(context, number);
            return await filter.ReadAsync(context) with { Ids = numbers.Length > 0 ? numbers : null, Statuses = ["waiting"] };
        }

        // One in "replaying" may be what a dead run left: the replay will tell.
        static async Task CheckAsync(CommandContext context, long number)
        {
            var letter = (await context.Use<DeadLetterReader>().FindAsync(number, context.CancellationToken)).Letter;
            if (letter.Status is "replayed" or "discarded")
                throw new OpsException($"Dead letter {number} was {letter.Status} at {Words.Time(letter.StatusAt)} already: 'dead-letters show {number}' says by whom.");
        }
    }
}
