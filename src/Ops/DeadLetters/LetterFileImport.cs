using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Takes letters of a file into the store, to be replayed like any other. Those that are there already are recognised by their
/// fingerprint and left as they are, so importing again changes nothing. Those that were replayed or discarded where the file was
/// written are only counted: an archive does not bring back what somebody has decided on.
/// </summary>
sealed class LetterFileImport(NpgsqlDataSource dataSource, DeadLetterStore store, AuditLog audit)
{
    const int LettersInOneCommit = 200;

    /// <summary>Checks the whole file, and only then takes it in.</summary>
    /// <param name="file">The file; it is read twice.</param>
    /// <param name="actor">Who asks; null: it is only checked.</param>
    /// <param name="cancellationToken">Stops it; importing again goes on from there.</param>
    /// <returns>What became of its letters.</returns>
    /// <exception cref="OpsException">A line is damaged; nothing is taken in.</exception>
    public async Task<LetterFileResult> RunAsync(Stream file, string? actor, CancellationToken cancellationToken)
    {
        var (letters, dealtWith) = (0, 0);
        await foreach (var letter in ReadAsync(file, cancellationToken))
            (letters, dealtWith) = (letters + 1, dealtWith + (letter.IsUnhandled ? 0 : 1));
        // Who brought them is known also if this is the last that the process does.
        if (actor is not null)
            await audit.WriteAsync(actor, "dead-letters.import-started", "dead-letters", new { letters, dealtWith }, cancellationToken);
        var (added, waiting) = (0, new List<long>());
        var unhandled = ReadAsync(file, cancellationToken).Where(letter => letter.IsUnhandled).Select(LetterFileFormat.ToCollected);
        await foreach (var group in unhandled.Chunk(LettersInOneCommit).WithCancellation(cancellationToken))
        {
            added += actor is null
                ? group.Length - (await FindAsync(group, cancellationToken)).Count
                : await store.InsertAsync(group, cancellationToken);
            waiting.AddRange((await FindAsync(group, cancellationToken)).Where(letter => letter.Waits).Select(letter => letter.Id));
        }
        if (actor is not null)
            await audit.WriteAsync(actor, "dead-letters.imported", "dead-letters", new { letters, dealtWith, added }, cancellationToken);
        return new LetterFileResult(letters, dealtWith, added, [.. waiting.Distinct().Order()]);
    }

    static async IAsyncEnumerable<LetterFileLine> ReadAsync(
        Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (number, ended) = (0, false);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (ended)
                throw new OpsException($"Line {number} is behind the last line. Nothing of the file was taken; export it again.");
            if (LetterFileFormat.Read(line, number, number - 1, all) is { } letter)
                yield return letter;
            else
                ended = true;
        }
        if (!ended)
            throw new OpsException($"The file ends after line {number} without its last line: it is cut off. Nothing of it was taken; export it again.");
    }

    async Task<List<(long Id, bool Waits)>> FindAsync(IReadOnlyList<CollectedLetter> letters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT id, status = 'waiting' FROM operations.dead_letters WHERE fingerprint = ANY(@fingerprints)");
        return await command.With("fingerprints", letters.Select(letter => letter.Fingerprint).ToArray())
            .ReadAsync(row => (row.GetInt64(0), row.GetBoolean(1)), cancellationToken);
    }
}
