using Blink.Pipeline.Dev.Faults;

namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>What a defect may spoil, as it was before: tables and mails.</summary>
sealed class Backup
{
    static readonly string[] Tables =
    [
        "scim.users", "scim.outbox", "provisioning.accounts", "provisioning.user_states", "provisioning.sync_errors", "notification.sync_errors",
        "operations.dead_letters",
    ];

    readonly FaultyPipeline pipeline;
    readonly Dictionary<string, byte[]> mails;

    Backup(FaultyPipeline pipeline, Dictionary<string, byte[]> mails) => (this.pipeline, this.mails) = (pipeline, mails);

    static string Folder(FaultyPipeline pipeline) => Path.Combine(pipeline.Servers.Mail.Directory, "new");

    public static async Task<Backup> TakeAsync(FaultyPipeline pipeline, CancellationToken cancellationToken)
    {
        var copies = Tables.Select(table => $"CREATE TABLE backup.{Copy(table)} AS TABLE {table}");
        await ExecuteAsync(pipeline, $"DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup; {string.Join("; ", copies)}", cancellationToken);
        var mails = Directory.GetFiles(Folder(pipeline)).ToDictionary(file => file, File.ReadAllBytes);
        return new Backup(pipeline, mails);
    }

    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        // As a replica no foreign key and no trigger stands in the way.
        var copies = Tables.Select(table => $"DELETE FROM {table}; INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM backup.{Copy(table)}");
        await ExecuteAsync(pipeline, $"BEGIN; SET LOCAL session_replication_role = replica; {string.Join("; ", copies)}; COMMIT", cancellationToken);
        foreach (var file in Directory.GetFiles(Folder(pipeline)).Where(file => !mails.ContainsKey(file))) File.Delete(file);
        foreach (var (file, bytes) in mails) await File.WriteAllBytesAsync(file, bytes, cancellationToken);
    }

    static string Copy(string table) => table.Replace('.', '_');

    static async Task ExecuteAsync(FaultyPipeline pipeline, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Names of tables cannot be parameters; ours come from the list above.
        await using var command = pipeline.Database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
