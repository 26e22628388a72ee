using System.CommandLine;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Cli;

static class DeadLetterCommands
{
    public static Command Create() => new("dead-letters", "Messages that could not be processed: look at them, replay them, give them up.")
    {
        List(),
        Show(),
        DeadLetterRunCommands.Replay(),
        DeadLetterRunCommands.Discard(),
        DeadLetterRunsCommands.Create(),
        DeadLetterFileCommands.Export(),
        DeadLetterFileCommands.Import(),
    };

    static Command List()
    {
        var filter = new DeadLetterFilterOptions();
        var status = Status("unhandled");
        var group = new Option<string?>("--group")
        {
            Description = $"Sum them up by {string.Join(", ", DeadLetterFilterOptions.Groupings)}; without a word, by how they failed.",
            HelpName = "BY",
            Arity = ArgumentArity.ZeroOrOne,
        };
        group.AcceptOnlyFromAmong(DeadLetterFilterOptions.Groupings);
        var before = new Option<long?>("--before") { Description = "Only those with a lower number: the next page.", HelpName = "ID" };
        var limit = CommonOptions.Limit(50);
        var watch = CommonOptions.Watch();
        var command = new Command("list", "Dead letters, newest first.") { status, group, before, limit, watch };
        return filter.AddTo(command).Runs(async context =>
        {
            var wanted = await filter.ReadAsync(context) with { Statuses = Statuses(context.Get(status)!), BeforeId = context.Get(before) };
            return context.Parse.GetResult(group) is null
                ? await ListAsync(context, watch, wanted, context.Get(limit))
                : await GroupAsync(context, watch, wanted, Enum.Parse<DeadLetterGrouping>(context.Get(group) ?? "failure", ignoreCase: true), context.Get(limit));
        });
    }

    static Task<int> ListAsync(CommandContext context, Option<int?> watch, DeadLetterFilter filter, int limit) => context.ShowAsync(
        watch,
        () => context.Use<DeadLetterReader>().ListAsync(filter, limit, context.CancellationToken),
        letters => DeadLetterViews.Letters(letters, limit, Now(context)));

    static Task<int> GroupAsync(CommandContext context, Option<int?> watch, DeadLetterFilter filter, DeadLetterGrouping by, int limit) => context.ShowAsync(
        watch,
        () => context.Use<DeadLetterReader>().GroupAsync(filter, by, limit, context.CancellationToken),
        groups => DeadLetterViews.Groups(groups, by, Now(context)));

    static Command Show()
    {
        var id = new Argument<long>("ID") { Description = "Its number." };
        return new Command("show", "Everything about one dead letter: what was thrown and where, each try, what a replay would do now, what was done with it.") { id }.Runs(
            async context => context.Show(
                await context.Use<DeadLetterReader>().FindAsync(context.Get(id), context.CancellationToken), DeadLetterViews.Details));
    }

    /// <summary>The option that chooses letters by what became of them.</summary>
    public static Option<string> Status(string otherwise)
    {
        var status = new Option<string>("--status")
        {
            Description = "unhandled: those that still need somebody, waiting and replaying.",
            DefaultValueFactory = _ => otherwise,
        };
        status.AcceptOnlyFromAmong("unhandled", "waiting", "replaying", "replayed", "discarded", "all");
        return status;
    }

    /// <summary>The statuses that such a choice stands for; null: all.</summary>
    public static IReadOnlyList<string>? Statuses(string status) => status switch
    {
        "all" => null,
        "unhandled" => ["waiting", "replaying"],
        _ => [status],
    };

    static DateTimeOffset Now(CommandContext context) => context.Use<TimeProvider>().GetUtcNow();
}
