using System.Text;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.LocalServers.Tests.Testing;

/// <summary>What all other test projects stand on.</summary>
public sealed class TestServersTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_test_database_is_migrated_and_its_own()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var other = await TestDatabase.CreateAsync();
        await using (var insert = one.DataSource.CreateCommand("CREATE TABLE mine AS SELECT 1 AS id")) await insert.ExecuteNonQueryAsync(Token);

        Assert.True(await HasTableAsync(other, "schema_migrations"));
        Assert.True(await HasTableAsync(one, "mine"));
        Assert.False(await HasTableAsync(other, "mine"));
    }

    [Fact]
    public async Task Every_test_broker_has_queues_of_its_own()
    {
        await using var one = await TestBroker.CreateAsync();
        await using var other = await TestBroker.CreateAsync();
        await one.DeclareAsync("apply-user");
        await one.PublishAsync("apply-user", "{}");

        await Eventually.HoldsAsync(async () => await one.CountAsync("apply-user") == 1);
        Assert.Equal(0u, await other.CountAsync("apply-user"));
        Assert.Equal("{}", Encoding.UTF8.GetString((await one.GetAsync("apply-user"))!.Body.Span));
    }

    static async Task<bool> HasTableAsync(TestDatabase database, string table)
    {
        await using var find = database.DataSource.CreateCommand("SELECT to_regclass('public.' || @table) IS NOT NULL");
        find.Parameters.AddWithValue("table", table);
        return (bool)(await find.ExecuteScalarAsync(Token))!;
    }
}
