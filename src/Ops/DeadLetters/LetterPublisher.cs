using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Puts letters back into the queue they failed in, straight and confirmed.</summary>
sealed class LetterPublisher : IAsyncDisposable
{
    // A broker that is short of memory or disk holds publishers up for as long as it is.
    static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    readonly IConnection connection;
    readonly IChannel channel;
    readonly TimeProvider timeProvider;

    LetterPublisher(IConnection connection, IChannel channel, TimeProvider timeProvider) =>
        (this.connection, this.channel, this.timeProvider) = (connection, channel, timeProvider);

    /// <summary>Connects.</summary>
    /// <param name="address">The broker.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The publisher.</returns>
    public static async Task<LetterPublisher> OpenAsync(Uri address, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync("dead-letters replay", cancellationToken);
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new LetterPublisher(connection, await connection.CreateChannelAsync(options, cancellationToken), timeProvider);
    }

    /// <summary>Publishes letters at the same time, and waits for the broker's confirms.</summary>
    /// <param name="letters">The letters; each names a work queue.</param>
    /// <param name="runId">The run, for the headers.</param>
    /// <returns>Those that a queue has, and the first problem with the others.</returns>
    public async Task<(IReadOnlyList<long> Confirmed, string? Problem)> PublishAsync(IReadOnlyList<ReplayLetter> letters, int runId)
    {
        using var deadline = new CancellationTokenSource(ConfirmTimeout, timeProvider);
        var problems = await Task.WhenAll(letters.Select(letter => TryPublishAsync(letter, runId, deadline.Token)));
        return (
            [.. letters.Zip(problems).Where(pair => pair.Second is null).Select(pair => pair.First.Id)],
            problems.FirstOrDefault(problem => problem is not null));
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    async Task<string?> TryPublishAsync(ReplayLetter letter, int runId, CancellationToken deadline)
    {
        try
        {
            // Mandatory: RabbitMQ confirms a message that no queue takes, and drops it.
            await channel.BasicPublishAsync("", letter.OriginQueue, mandatory: true, Properties(letter, runId), letter.Body, deadline);
            return null;
        }
        catch (PublishReturnException)
        {
            return $"the broker has no queue {letter.OriginQueue}: 'migrate' declares it";
        }
        catch (Exception exception) when (exception is PublishException or AlreadyClosedException or OperationInterruptedException or IOException)
        {
            return $"the broker did not take letter {letter.Id} ({exception.GetBaseException().Message.ReplaceLineEndings(" ")})";
        }
        catch (OperationCanceledException)
        {
            return $"the broker did not confirm within {ConfirmTimeout.TotalSeconds:0} seconds: look for an alarm in its log";
        }
    }

    static BasicProperties Properties(ReplayLetter letter, int runId) => new()
    {
        Persistent = true,
        ContentType = letter.Properties.ContentType,
        ContentEncoding = letter.Properties.ContentEncoding,
        MessageId = letter.Properties.MessageId,
        CorrelationId = letter.Properties.CorrelationId,
        Type = letter.Properties.Type,
        Headers = ReplayHeaders.For(letter, runId),
    };
}
