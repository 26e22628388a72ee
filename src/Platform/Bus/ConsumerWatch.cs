using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Ends the process when a receive endpoint stands still although the broker answers, so that whoever runs it starts it again. A
/// connection that breaks while queues are declared over it may leave an endpoint that never comes back (MassTransit issue 5942).
/// While the broker is away nothing is ended: then MassTransit connects again.
/// </summary>
sealed class ConsumerWatch(
    IBusControl bus, IOptions<RabbitMqOptions> options, IHostApplicationLifetime lifetime, TimeProvider timeProvider, ILogger<ConsumerWatch> logger)
    : BackgroundService
{
    /// <summary>EX_TEMPFAIL of sysexits.h: it may well work at the next try.</summary>
    public const int ExitCode = 75;

    const int LooksUntilTheEnd = 6;
    static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LongestStandstill / LooksUntilTheEnd, timeProvider);
        for (var inARow = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            var standing = Standing();
            inARow = standing is not null && await AnswersAsync(standing, stoppingToken) ? inARow + 1 : 0;
            if (inARow < LooksUntilTheEnd) continue;
            logger.ConsumerStandsStill(standing!, options.Value.LongestStandstill);
            Environment.ExitCode = ExitCode;
            lifetime.StopApplication();
            return;
        }
    }

    /// <summary>The queue of an endpoint that does not receive; null: all do.</summary>
    string? Standing() => bus.CheckHealth().Endpoints.Values
        .Where(endpoint => endpoint.Status != BusHealthStatus.Healthy)
        .Select(endpoint => endpoint.InputAddress.Segments[^1])
        .FirstOrDefault();

    /// <summary>Whether the broker says anything about a queue over a connection of our own, be it that there is none.</summary>
    async Task<bool> AnswersAsync(string queue, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Value.Uri!,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Answer,
            ContinuationTimeout = Answer,
        };
        try
        {
            await using var connection = await factory.CreateConnectionAsync("consumer watch", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason is { Initiator: ShutdownInitiator.Peer, ReplyCode: Constants.NotFound })
        {
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
