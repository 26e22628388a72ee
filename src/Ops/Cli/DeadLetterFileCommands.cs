using System.CommandLine;
using System.Text;
using Blink.Pipeline.Ops.DeadLetters;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Dead letters in files.</summary>
static class DeadLetterFileCommands
{
    const string StandardOutput = "-";

    public static Command Export()
    {
        var file = new Argument<string>("FILE.ndjson|-") { Description = "Where to; - is standard output. A file that is there is replaced once all is written." };
        var filter = new DeadLetterFilterOptions();
        var status = DeadLetterCommands.Status("unhandled");
        var command = new Command(
            "export", "Write letters to a file, a line of JSON each with a checksum; 'import' and 'replay --from' read it. They stay where they are.")
        {
            file, status,
        };
        return filter.AddTo(command).Runs(async context =>
        {
            var wanted = await filter.ReadAsync(context) with { Statuses = DeadLetterCommands.Statuses(context.Get(status)!) };
            if (context.Get(file) != StandardOutput)
                return context.Show(await ToFileAsync(context, context.Get(file), wanted), Exported);
            await context.Use<LetterFileExport>().WriteAsync(context.Output.Writer, wanted, context.Actor, context.CancellationToken);
            return 0;
        });
    }

    public static Command Import()
    {
        var file = new Argument<string>("FILE.ndjson") { Description = "As 'dead-letters export' writes it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the file, and say how many of its letters are new." };
        var command = new Command(
            "import", "Take letters of a file in, to wait here; those that are here, or were dealt with when it was written, are left alone.")
        {
            file, dryRun,
        };
        return command.Runs(async context =>
        {
            var isDryRun = context.Get(dryRun);
            return context.Show(await ReadAsync(context, context.Get(file), isDryRun ? null : context.Actor), result => Imported(result, isDryRun));
        });
    }

    /// <summary>Checks a file, and takes its letters in.</summary>
    /// <param name="context">The command.</param>
    /// <param name="path">The file.</param>
    /// <param name="actor">Who asks; null: it is only checked.</param>
    /// <returns>What became of its letters.</returns>
    public static async Task<LetterFileResult> ReadAsync(CommandContext context, string path, string? actor)
    {
        await using var stream = Open(path);
        return await context.Use<LetterFileImport>().RunAsync(stream, actor, context.CancellationToken);
    }

    static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OpsException($"'{path}' cannot be read: {exception.Message}");
        }
    }

    static async Task<ExportedFile> ToFileAsync(CommandContext context, string path, DeadLetterFilter filter)
    {
        var count = await PartialFile.WriteAsync(path, async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return await context.Use<LetterFileExport>().WriteAsync(writer, filter, context.Actor, context.CancellationToken);
        });
        return new(path, count);
    }

    static Markup Exported(ExportedFile result) => new($"{Words.Of(result.Letters, "letter")} written to {Words.Text(result.File)}.\n");

    static Markup Imported(LetterFileResult result, bool isDryRun) => new(isDryRun
        ? $"{LetterFileWords.Checked(result)} Nothing was done.\n"
        : $"{LetterFileWords.TakenIn(result)}\n");

    sealed record ExportedFile(string File, int Letters);
}
