using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Where answers go: drawn for people, or JSON for machines.</summary>
sealed class CommandOutput(TextWriter writer)
{
    static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // It is written to a terminal or a file, never into a page: names stay readable in every script.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public IAnsiConsole Console { get; } = Create(writer);

    /// <summary>For what is neither: a file.</summary>
    public TextWriter Writer => writer;

    public void Json<T>(T answer) => writer.WriteLine(JsonSerializer.Serialize(answer, JsonOptions));

    public void Line(string text) => writer.WriteLine(text);

    static IAnsiConsole Create(TextWriter writer)
    {
        var isTerminal = ReferenceEquals(writer, System.Console.Out) && !System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // Nobody's screen: wide enough that no cell is broken over lines, so that grep finds it.
        if (!isTerminal)
            console.Profile.Width = 240;
        return console;
    }
}
