using System.CommandLine;
using System.Globalization;
using Blink.Pipeline.Ops.Queues;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class QueueCommands
{
    public static Command Create()
    {
        var watch = CommonOptions.Watch();
        return new Command("queues", "The broker's queues: depth, consumers and rates, as its management API has them.") { watch }.Runs(
            context => context.ShowAsync(watch, () => context.Use<QueueReader>().ListAsync(context.CancellationToken), Table));
    }

    static IRenderable Table(IReadOnlyList<QueueState> queues) => Tables.Of(
        ["Queue", "?For", "?Type", "#Ready", "#Unacked", "#Consumers", "#In/s", "#Out/s"],
        queues.Select(queue => (IReadOnlyList<string>)
        [
            Words.Text(queue.Name),
            queue.Kind switch { "work" => "work", "deadLetters" => "[yellow]dead letters[/]", _ => "[grey]other[/]" },
            queue.Type,
            queue.Kind == "deadLetters" ? Words.Bad(queue.Ready) : Words.Count(queue.Ready),
            Words.Count(queue.Unacknowledged),
            queue.Consumers == 0 && queue.Kind != "other" ? "[red]0[/]" : Words.Count(queue.Consumers),
            Rate(queue.InPerSecond),
            Rate(queue.OutPerSecond),
        ]),
        "No queues: 'migrate' declares them.");

    static string Rate(double rate) => rate.ToString("N1", CultureInfo.InvariantCulture);
}
