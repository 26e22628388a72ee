using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

public sealed class LookupCostTests
{
    const int Users = 3_000;
    const int Lookups = 20;

    readonly Guid organisation = Guid.NewGuid();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("userName eq \"u77\"")]
    [InlineData("externalId eq \"e77\"")]
    [InlineData("emails[type eq \"work\"].value eq \"w77\"")]
    [InlineData("emails eq \"w77\"")]
    [InlineData("emails.value eq \"o77\"")]
    [InlineData("employeeNumber eq \"n77\"")]
    [InlineData("active eq true and userName eq \"u77\"")]
    [InlineData("userName eq \"u77\" and (title pr or displayName co \"x\" or active eq true)")]
    public async Task A_lookup_in_a_table_without_statistics_does_not_read_the_whole_organisation(string filter)
    {
        await using var database = await TestDatabase.CreateAsync();
        // One connection: what it read is counted when it says so itself. Prepared as by the ingress, while there is nobody yet.
        await using var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, MaxAutoPrepare = 20 }.ConnectionString);
        var queries = UserQueriesOn.Database(dataSource);
        await LookUpAsync(queries, filter, expected: 0);
        await FillAsync(database);

        await LookUpAsync(queries, filter, expected: 1);

        Assert.InRange(await EntriesReadAsync(dataSource), 1, Users);
    }

    async Task LookUpAsync(UserQueries queries, string filter, int expected)
    {
        for (var lookup = 0; lookup < Lookups; lookup++)
            Assert.Equal(expected, (await queries.ListAsync(Query(filter), 0, 100, Token)).Total);
    }

    UserQuery Query(string filter) => new(organisation, "http://x/Users/", Filter.Parse(filter), UserOrder.ById);

    async Task FillAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("""
            ALTER TABLE scim.users SET (autovacuum_enabled = false);
            INSERT INTO scim.users (
                organisation_id, id, version, created_at, last_modified, user_name, user_name_key, external_id, work_email_key,
                other_email_keys, document)
            SELECT
                @organisation, gen_random_uuid(), 1, now(), now(), 'u' || number, 'u' || number, 'e' || number, 'w' || number,
                ARRAY['o' || number],
                jsonb_build_object(
                    'active', TRUE,
                    'emails', jsonb_build_array(
                        jsonb_build_object('type', 'work', 'value', 'w' || number), jsonb_build_object('value', 'o' || number)),
                    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', jsonb_build_object('employeeNumber', 'n' || number))
            FROM generate_series(1, @users) AS number
            """).With("organisation", organisation).With("users", Users);
        await command.ExecuteNonQueryAsync(Token);
    }

    static async Task<long> EntriesReadAsync(NpgsqlDataSource dataSource)
    {
        await using var flush = dataSource.CreateCommand("SELECT pg_stat_force_next_flush()");
        await flush.ExecuteNonQueryAsync(Token);
        await using var read = dataSource.CreateCommand(
            "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE schemaname = 'scim' AND relname = 'users'");
        return (long)(await read.ExecuteScalarAsync(Token))!;
    }
}
