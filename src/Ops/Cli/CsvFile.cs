using CsvHelper;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Where an export as CSV goes: a file, or standard output.</summary>
static class CsvFile
{
    public const string StandardOutput = "-";

    /// <summary>Writes.</summary>
    /// <param name="context">The command.</param>
    /// <param name="path">The file, or <see cref="StandardOutput"/>.</param>
    /// <param name="write">Writes the rows, and counts them.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="OpsException">The file cannot be written.</exception>
    public static async Task<int> WriteAsync(CommandContext context, string path, Func<CsvWriter, Task<int>> write)
    {
        if (path == StandardOutput)
        {
            await using var output = CsvWriter.Create(context.Output.Writer, new CsvWriterOptions(), leaveOpen: true);
            return await write(output);
        }
        return await PartialFile.WriteAsync(path, async stream =>
        {
            await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { WriteByteOrderMark = true });
            return await write(csv);
        });
    }
}
