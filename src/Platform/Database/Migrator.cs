using System.Reflection;
using DbUp;
using DbUp.Engine.Output;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Brings the database to this build's schema: numbered SQL files, each run once, in order, each in its own transaction.</summary>
public static class Migrator
{
    // An index over a million users takes longer than a command otherwise may.
    static readonly TimeSpan LongestScript = TimeSpan.FromHours(2);

    /// <summary>Runs the migrations that the database does not have yet; running it again changes nothing.</summary>
    /// <param name="connectionString">A role that may create schemas in an existing database.</param>
    /// <returns>The names of the scripts that were run now.</returns>
    /// <exception cref="InvalidOperationException">A script failed; the database is as it was before that script.</exception>
    public static IReadOnlyList<string> Migrate(string connectionString)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.EndsWith(".sql", StringComparison.Ordinal))
            .JournalToPostgresqlTable("public", "schema_migrations")
            .WithTransactionPerScript()
            .WithExecutionTimeout(LongestScript)
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        return result.Successful
            ? [.. result.Scripts.Select(script => script.Name)]
            : throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }
}
