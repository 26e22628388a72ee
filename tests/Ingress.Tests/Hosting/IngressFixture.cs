using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>A database and an ingress for one test class. Its broker is never there: what is accepted stays to be seen in the outbox.</summary>
public sealed class IngressFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;
    public IngressHost Host { get; private set; } = null!;

    /// <summary>A client of a new organisation.</summary>
    public async Task<ScimClient> ClientAsync() => Host.ClientOf((await OrganisationAsync()).Token);

    public Task<TestOrganisation> OrganisationAsync(string tier = "enterprise") => TestOrganisation.CreateAsync(Database, tier);

    /// <summary>The versions that wait to be published for a user.</summary>
    public async Task<List<long>> OutboxAsync(string userId)
    {
        await using var command = Database.DataSource.CreateCommand("SELECT version FROM scim.outbox WHERE scim_user_id = @user ORDER BY id");
        return await command.With("user", Guid.Parse(userId)).ReadAsync(row => row.GetInt64(0), TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Host = IngressHost.Start(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
    }
}
