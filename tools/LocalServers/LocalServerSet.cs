using Blink.Pipeline.LocalServers.Mail;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.LocalServers.RabbitMq;

namespace Blink.Pipeline.LocalServers;

/// <summary>Everything the pipeline needs around it: real PostgreSQL, RabbitMQ and SMTP.</summary>
public sealed class LocalServerSet : IAsyncDisposable
{
    LocalServerSet(PostgresServer postgres, RabbitMqServer rabbitMq, MailServer mail) => (Postgres, RabbitMq, Mail) = (postgres, rabbitMq, mail);

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The broker.</summary>
    public RabbitMqServer RabbitMq { get; }

    /// <summary>The mail server.</summary>
    public MailServer Mail { get; }

    /// <summary>The addresses, as the variables from which other processes take these servers instead of starting their own.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        [PostgresServer.Variable] = Postgres.ConnectionString,
        [RabbitMqServer.Variable] = RabbitMq.AmqpUri.AbsoluteUri,
        [RabbitMqServer.ManagementVariable] =
            new UriBuilder(RabbitMq.ManagementUrl) { UserName = Uri.EscapeDataString(RabbitMq.User), Password = Uri.EscapeDataString(RabbitMq.Password) }.Uri.AbsoluteUri,
        [RabbitMqServer.MetricsVariable] = RabbitMq.MetricsUrl?.AbsoluteUri,
        [MailServer.Variable] = $"{Mail.Host}:{Mail.Port}",
        [MailServer.DirectoryVariable] = Mail.Directory,
    };

    /// <summary>Finds or starts each server, in the order of the environment, Docker, this machine; returns when all answer.</summary>
    /// <exception cref="LocalServersException">One of them is not to be had; the others are stopped again.</exception>
    public static async Task<LocalServerSet> StartAsync(LocalServersOptions options, CancellationToken cancellationToken = default)
    {
        var postgres = PostgresServer.StartAsync(options, cancellationToken);
        var rabbitMq = RabbitMqServer.StartAsync(options, cancellationToken);
        var mail = MailServer.StartAsync(options, cancellationToken);
        try
        {
            await Task.WhenAll(postgres, rabbitMq, mail);
            return new(await postgres, await rabbitMq, await mail);
        }
        catch
        {
            await DisposeIfStartedAsync(postgres);
            await DisposeIfStartedAsync(rabbitMq);
            await DisposeIfStartedAsync(mail);
            throw;
        }
    }

    /// <summary>Stops what we started, and removes its data.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(RabbitMq.DisposeAsync().AsTask(), Postgres.DisposeAsync().AsTask(), Mail.DisposeAsync().AsTask());

    static async Task DisposeIfStartedAsync<T>(Task<T> server) where T : LocalServer
    {
        if (server.IsCompletedSuccessfully) await (await server).DisposeAsync();
    }
}
