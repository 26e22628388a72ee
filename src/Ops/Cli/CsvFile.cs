using CsvHelper;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Where an export as CSV goes: a file, or standard output.</summary>
static class CsvFile
{
    public const string StandardOutput = "-";

    /// <summary>Writes. A file has another name until it is whole: nobody takes a part of it for all.</summary>
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
        var partial = path + ".partial";
        try
        {
            int count;
            await using (var csv = CsvWriter.Create(File.Create(partial), new CsvWriterOptions { WriteByteOrderMark = true }))
                count = await write(csv);
            File.Move(partial, path, overwrite: true);
            return count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OpsException($"'{path}' cannot be written: {exception.Message}");
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }
}
