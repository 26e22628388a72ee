using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Platform.Tests.Database;

public sealed class MigratorTests
{
    [Fact]
    public async Task Migrating_a_migrated_database_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Empty(Migrator.Migrate(database.ConnectionString));
    }

    [Fact]
    public async Task Every_schema_of_the_design_is_there()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var command = database.DataSource.CreateCommand(
            "SELECT nspname FROM pg_namespace WHERE nspname = ANY (@names) ORDER BY nspname")
            .With("names", new[] { "operations", "scim", "provisioning", "notification" });

        var schemas = await command.ReadAsync(row => row.GetString(0), TestContext.Current.CancellationToken);

        Assert.Equal(["notification", "operations", "provisioning", "scim"], schemas);
    }
}
