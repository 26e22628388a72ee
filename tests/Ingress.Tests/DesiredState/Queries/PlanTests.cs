using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>What PostgreSQL does with 10,000 users of one organisation beside 30,000 of another.</summary>
public sealed class PlanTests(PlanTests.Organisations organisations) : IClassFixture<PlanTests.Organisations>
{
    const int Users = 10_000;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("id eq \"{id}\"", "users_pkey")]
    [InlineData("userName eq \"U77\"", "users_user_name_taken_once")]
    [InlineData("externalId eq \"e77\"", "users_by_external_id")]
    [InlineData("emails[type eq \"work\"].value eq \"W77\"", "users_by_work_email")]
    [InlineData("emails eq \"w77\"", "users_by_work_email")]
    [InlineData("emails.value eq \"o77\"", "users_by_other_email")]
    [InlineData("manager eq \"m7\"", "users_by_manager")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"N77\"", "users_by_employee_number")]
    [InlineData("active eq true and employeeNumber eq \"n77\" and title pr", "users_by_employee_number")]
    [InlineData("userName eq \"u77\" and not (title eq \"x\")", "users_user_name_taken_once")]
    [InlineData("userName eq \"u77\" or externalId eq \"e78\"", "users_user_name_taken_once")]
    public async Task A_lookup_takes_its_index_and_reads_no_table(string filter, string index)
    {
        var id = await organisations.AnyIdAsync();
        foreach (var enableSort in (bool[])[true, false])
        {
            // Without sorting, PostgreSQL walks along the order if it can, as it does in a large table if it expects to find many.
            var statement = UserListSql.From(Query(filter.Replace("{id}", id.ToString()), UserOrder.ById), 0, 100);
            var plan = await organisations.ExplainAsync(statement, enableSort);
            // Once for the total, once for the page; for "id eq", the rows of the page come by the same index.
            Assert.InRange(plan.Count(node => (string?)node["Index Name"] == index), index == "users_pkey" ? 3 : 2, 3);
            AssertNoScan(plan);
        }
    }

    [Theory]
    [InlineData(null, false, "users_by_organisation")]
    [InlineData(null, true, "users_by_organisation")]
    [InlineData("userName", false, "users_ordered_by_user_name")]
    [InlineData("userName", true, "users_ordered_by_user_name")]
    [InlineData("meta.created", false, "users_ordered_by_created")]
    [InlineData("meta.lastModified", true, "users_ordered_by_last_modified")]
    public async Task A_page_by_cursor_is_taken_from_its_index_in_order(string? sortBy, bool isDescending, string index)
    {
        var query = Query(null, UserOrder.Parse(sortBy, isDescending) with { IsDescending = isDescending });
        var middle = await organisations.PositionAsync(query, Users / 2);
        var plan = await organisations.ExplainAsync(UserListSql.After(query, middle, 101));
        Assert.Contains(plan, node => (string?)node["Index Name"] == index && node["Index Cond"] is not null);
        AssertNoScan(plan);
        Assert.DoesNotContain(plan, node => ((string)node["Node Type"]!).Contains("Sort", StringComparison.Ordinal));
        // The page, and for each of its users the row.
        Assert.InRange(plan.Max(node => (double)node["Actual Rows"]!), 1, 101);
    }

    static void AssertNoScan(IReadOnlyList<JsonObject> plan) => Assert.DoesNotContain(plan, node => (string)node["Node Type"]! == "Seq Scan");

    UserQuery Query(string? filter, UserOrder order) =>
        new(organisations.Id, "http://x/Users/", filter is null ? null : Filter.Parse(filter), order);

    /// <summary>A database with users.</summary>
    public sealed class Organisations : IAsyncLifetime
    {
        TestDatabase database = null!;

        public Guid Id { get; } = Guid.NewGuid();

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateAsync();
            await using var command = database.DataSource.CreateCommand("""
                INSERT INTO scim.users (
                    organisation_id, id, version, created_at, last_modified, user_name, user_name_key, external_id, work_email_key,
                    other_email_keys, manager_id, document)
                SELECT
                    CASE WHEN number <= @users THEN @organisation ELSE @other END, gen_random_uuid(), 1,
                    now() - number % @users * interval '1 minute', now() + number % @users * interval '1 minute',
                    'u' || number, 'u' || number, 'e' || number, 'w' || number, ARRAY['o' || number], 'm' || number / 10,
                    jsonb_build_object(
                        'active', TRUE, 'title', 'Title ' || number,
                        'emails', jsonb_build_array(
                            jsonb_build_object('type', 'work', 'value', 'w' || number), jsonb_build_object('value', 'o' || number)),
                        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', jsonb_build_object('employeeNumber', 'n' || number))
                FROM generate_series(1, 4 * @users) AS number;
                ANALYZE scim.users
                """).With("users", Users).With("organisation", Id).With("other", Guid.NewGuid());
            await command.ExecuteNonQueryAsync(Token);
        }

        public async Task<Guid> AnyIdAsync()
        {
            await using var command = database.DataSource.CreateCommand("SELECT id FROM scim.users WHERE organisation_id = @id LIMIT 1").With("id", Id);
            return (Guid)(await command.ExecuteScalarAsync(Token))!;
        }

        /// <summary>The nodes of the statement's plan, and how many rows each really gave.</summary>
        internal async Task<IReadOnlyList<JsonObject>> ExplainAsync(NpgsqlBatchCommand statement, bool enableSort = true)
        {
            await using var batch = database.DataSource.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('enable_sort', @enable, TRUE)").With("enable", enableSort ? "on" : "off"));
            statement.CommandText = "EXPLAIN (ANALYZE, TIMING FALSE, FORMAT JSON) " + statement.CommandText;
            batch.BatchCommands.Add(statement);
            await using var reader = await batch.ExecuteReaderAsync(Token);
            await reader.NextResultAsync(Token);
            await reader.ReadAsync(Token);
            return [.. Nodes(JsonNode.Parse(reader.GetString(0))![0]!["Plan"]!.AsObject())];
        }

        internal async Task<UserPosition> PositionAsync(UserQuery query, int skip)
        {
            var queries = UserQueriesOn.Database(database.DataSource);
            return (await queries.ListAsync(query, skip, 1, Token)).Users.Single().Position;
        }

        public ValueTask DisposeAsync() => database.DisposeAsync();

        static IEnumerable<JsonObject> Nodes(JsonObject node) =>
            (node["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!.AsObject())).Prepend(node);
    }
}
