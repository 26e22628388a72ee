using System.Text;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>
/// Unicode NFC: a letter typed as base and accent is the same address as the composed one. PostgreSQL does it, because .NET leaves
/// texts as they are when the process runs with invariant globalization.
/// </summary>
static class UnicodeComposition
{
    const string Sql = """
        SELECT normalize(text, NFC)
        FROM unnest(@texts) WITH ORDINALITY AS given (text, position)
        ORDER BY position
        """;

    /// <summary>Composes identities; those of plain ASCII, nearly all, cost no round trip.</summary>
    public static async Task<IReadOnlyList<Identities>> ComposeAsync(
        NpgsqlConnection connection, IReadOnlyList<Identities> identities, CancellationToken cancellationToken)
    {
        string[] texts = [.. identities.Select(item => item.Email).OfType<string>().Where(email => !Ascii.IsValid(email)).Distinct()];
        if (texts.Length == 0)
            return identities;
        await using var command = new NpgsqlCommand(Sql, connection).With("texts", texts);
        var composed = texts.Zip(await command.ReadAsync(row => row.GetString(0), cancellationToken)).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. identities.Select(item => item.Email is { } email && composed.TryGetValue(email, out var nfc) ? item with { Email = nfc } : item)];
    }
}
