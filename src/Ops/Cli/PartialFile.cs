namespace Blink.Pipeline.Ops.Cli;

/// <summary>A file that an export writes.</summary>
static class PartialFile
{
    /// <summary>Writes it. It has another name until it is whole: nobody takes a part of it for all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="write">Writes, and counts what it writes.</param>
    /// <returns>That count.</returns>
    /// <exception cref="OpsException">It cannot be written.</exception>
    public static async Task<int> WriteAsync(string path, Func<Stream, Task<int>> write)
    {
        var partial = path + ".partial";
        try
        {
            int count;
            await using (var stream = File.Create(partial))
                count = await write(stream);
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
