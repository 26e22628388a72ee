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
    };

    static Command List()
    {
        var filter = new DeadLetterFilterOptions();
        var status = new Option<string>("--status")
        {
            Description = "Without it, those that still need somebody: waiting and replaying.",
            DefaultValueFactory = _ => "unhandled",
        };
        status.AcceptOnlyFromAmong("unhandled", "waiting", "replaying", "replayed", "discarded", "all");
        var group = new Option<bool>("--group") { Description = "Sum them up by how they failed." };
        var limit = CommonOptions.Limit(50);
        var command = new Command("list", "Dead letters, newest first.") { status, group, limit };
        return filter.AddTo(command).Runs(async context =>
        {
            var wanted = filter.Read(context) with { Statuses = Statuses(context.Get(status)!) };
            var now = context.Use<TimeProvider>().GetUtcNow();
            var reader = context.Use<DeadLetterReader>();
            return context.Get(group)
                ? context.Show(await reader.GroupAsync(wanted, context.Get(limit), context.CancellationToken), groups => DeadLetterViews.Groups(groups, now))
                : context.Show(
                    await reader.ListAsync(wanted, context.Get(limit), context.CancellationToken),
                    letters => DeadLetterViews.Letters(letters, context.Get(limit), now));
        });
    }

    static Command Show()
    {
        var id = new Argument<long>("ID") { Description = "Its number." };
        return new Command("show", "Everything about one dead letter: its headers, its body, what was thrown, what was done with it.") { id }.Runs(
            async context => context.Show(
                await context.Use<DeadLetterReader>().FindAsync(context.Get(id), context.CancellationToken), DeadLetterViews.Details));
    }

    static IReadOnlyList<string>? Statuses(string status) => status switch
    {
        "all" => null,
        "unhandled" => ["waiting", "replaying"],
        _ => [status],
    };
}
