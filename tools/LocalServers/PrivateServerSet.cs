using Blink.Pipeline.LocalServers.Mail;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.LocalServers.RabbitMq;

namespace Blink.Pipeline.LocalServers;

/// <summary>
/// PostgreSQL, a cluster of RabbitMQ and SMTP as processes of our own on free ports, whatever the environment says: servers that may be
/// hurt in every way.
/// </summary>
public sealed class PrivateServerSet : IAsyncDisposable
{
    PrivateServerSet(PostgresServer postgres, RabbitMqCluster rabbitMq, MailServer mail) => (Postgres, RabbitMq, Mail) = (postgres, rabbitMq, mail);

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The broker.</summary>
    public RabbitMqCluster RabbitMq { get; }

    /// <summary>The mail server.</summary>
    public MailServer Mail { get; }

    /// <summary>Starts all three; returns when they answer.</summary>
    /// <param name="options">Where they keep their data. The block of ports is not used.</param>
    /// <param name="rabbitMqNodes">How many nodes the broker has.</param>
    /// <param name="cancellationToken">Stops it, leaving nothing behind.</param>
    /// <exception cref="LocalServersException">One of them is not to be had; the others are stopped again.</exception>
    public static async Task<PrivateServerSet> StartAsync(LocalServersOptions options, int rabbitMqNodes, CancellationToken cancellationToken)
    {
        var postgres = PrivatePostgres.StartAsync(options with { PortBase = 0 }, cancellationToken);
        var rabbitMq = RabbitMqCluster.StartAsync(options, rabbitMqNodes, cancellationToken);
        var mail = MailServer.StartOwnAsync(options with { PortBase = 0 }, cancellationToken);
        try
        {
            await Task.WhenAll(postgres, rabbitMq, mail);
            return new(await postgres, await rabbitMq, await mail);
        }
        catch
        {
            if (postgres.IsCompletedSuccessfully) await (await postgres).DisposeAsync();
            if (rabbitMq.IsCompletedSuccessfully) await (await rabbitMq).DisposeAsync();
            if (mail.IsCompletedSuccessfully) await (await mail).DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops them and removes their data.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(RabbitMq.DisposeAsync().AsTask(), Postgres.DisposeAsync().AsTask(), Mail.DisposeAsync().AsTask());
}
