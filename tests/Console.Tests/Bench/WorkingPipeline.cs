using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>A console of a test class's own, beside which the provisioning worker runs; somebody listens to the queues of the mails.</summary>
public sealed class WorkingPipeline : IAsyncLifetime
{
    ProgramProcess worker = null!;
    IConnection? listening;

    public ConsoleHost Host { get; private set; } = null!;

    internal Organisation Organisation { get; private set; } = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = await ConsoleHost.StartAsync();
        Organisation = await Host.Use<OrganisationStore>().CreateAsync(
            new(default, "Wingtip Toys", Organisation.Enterprise, "it@wingtip.example", "GB", default), "setup", Token);
        worker = await ProgramProcess.StartAsync(
            typeof(ProvisioningWorkerAssembly).Assembly,
            new Dictionary<string, string>
            {
                ["ConnectionStrings:Postgres"] = Host.Database.ConnectionString,
                ["RabbitMq:Uri"] = Host.Use<OpsSettings>().RabbitMq.OriginalString,
            });
        await worker.ReadyAsync();
        await ListenAsync();
    }

    /// <summary>Has somebody consume the queues that the notification worker would.</summary>
    public async Task ListenAsync()
    {
        listening = await new ConnectionFactory { Uri = Host.Use<OpsSettings>().RabbitMq }.CreateConnectionAsync(Token);
        var channel = await listening.CreateChannelAsync(cancellationToken: Token);
        foreach (var queue in Queues.Work.Except([Queues.ApplyUser]))
            await channel.BasicConsumeAsync(queue, autoAck: true, new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel), Token);
    }

    public async Task StopListeningAsync()
    {
        if (listening is not null)
            await listening.DisposeAsync();
        listening = null;
    }

    /// <summary>
    /// A user whom the worker rejected, not so long ago that it tries again by itself, though nothing is in the way of an account any more.
    /// </summary>
    public async Task<Guid> RejectedAsync(string email)
    {
        var user = Guid.NewGuid();
        await using var command = Host.Database.DataSource.CreateCommand("""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, work_email_key, document)
            VALUES (@organisation, @user, 1, now() - interval '1 day', now() - interval '1 day', @email, @email, @email, jsonb_build_object(
                'userName', @email, 'active', true, 'title', 'Buyer', 'name', jsonb_build_object('givenName', 'Nia', 'familyName', 'Wing'),
                'emails', jsonb_build_array(jsonb_build_object('type', 'work', 'value', @email))));
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, reason, region, decided_at)
            VALUES (@user, @organisation, 1, 'rejected', 'email_in_use', 'GB', now() - interval '10 minutes');
            INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, value, raised_at)
            VALUES (gen_random_uuid(), @organisation, @user, 'error', 'email_in_use', @email, @email, now() - interval '1 day')
            """);
        command.Parameters.Add(new NpgsqlParameter("organisation", Organisation.Id));
        command.Parameters.Add(new NpgsqlParameter("user", user));
        command.Parameters.Add(new NpgsqlParameter<string>("email", email));
        await command.ExecuteNonQueryAsync(Token);
        return user;
    }

    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync();
        await worker.DisposeAsync();
        await Host.DisposeAsync();
    }
}
