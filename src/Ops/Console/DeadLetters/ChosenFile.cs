namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>
/// A file of our own for one that somebody chose, so that it can be read twice; nobody else may read it, and it is gone with this. Who
/// lets go of it stops what still reads it, and it is closed when that has ended.
/// </summary>
sealed class ChosenFile : IAsyncDisposable
{
    readonly CancellationTokenSource leaving = new();
    readonly SemaphoreSlim inUse = new(1);
    FileStream? content;

    /// <summary>Whether nobody wants it any more: they have left, or chosen another one.</summary>
    public bool IsLeft => leaving.IsCancellationRequested;

    /// <summary>Writes or reads it, one after the other.</summary>
    /// <param name="use">Does it; gets the file, and what stops it when the file is let go.</param>
    /// <returns>What that gives.</returns>
    public async Task<T> UseAsync<T>(Func<Stream, CancellationToken, Task<T>> use)
    {
        await inUse.WaitAsync(leaving.Token);
        try
        {
            return await use(content ??= Open(), leaving.Token);
        }
        finally
        {
            inUse.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await inUse.WaitAsync();
        if (content is not null)
            await content.DisposeAsync();
        inUse.Dispose();
        leaving.Dispose();
    }

    static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }
}
