using System.Security.Cryptography;
using System.Text;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>An organisation with a token, as Ops writes them.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="TokenId">The token's id.</param>
/// <param name="Token">The token.</param>
public sealed record TestOrganisation(Guid Id, Guid TokenId, string Token)
{
    public static async Task<TestOrganisation> CreateAsync(TestDatabase database, string tier = "enterprise", DateTimeOffset? expiresAt = null)
    {
        var organisation = new TestOrganisation(Guid.NewGuid(), Guid.NewGuid(), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await using var command = database.DataSource.CreateCommand("""
            WITH organisation AS (
                INSERT INTO operations.organisations (id, name, tier, default_region, created_at)
                VALUES (@id, @name, @tier, 'GB', now()))
            INSERT INTO operations.scim_tokens (id, organisation_id, label, hash, created_at, expires_at)
            VALUES (@token, @id, 'test', @hash, now(), @expires)
            """);
        command.With("id", organisation.Id).With("name", organisation.Id.ToString()).With("tier", tier)
            .With("token", organisation.TokenId)
            .With("hash", SHA256.HashData(Encoding.UTF8.GetBytes(organisation.Token)))
            .With("expires", expiresAt ?? new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return organisation;
    }
}
