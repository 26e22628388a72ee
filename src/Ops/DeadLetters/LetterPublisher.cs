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
    /// <returns>Those that a queue has, those that can never be published, and the first problem with the broker.</returns>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<ReplayLetter> letters, int runId)
    {
        using var deadline = new CancellationTokenSource(ConfirmTimeout, timeProvider);
        var outcomes = await Task.WhenAll(letters.Select(letter => TryPublishAsync(letter, runId, deadline.Token)));
        var results = letters.Zip(outcomes, (letter, outcome) => (letter.Id, outcome.Refusal, outcome.Problem)).ToList();
        return new(
            [.. results.Where(result => result is { Refusal: null, Problem: null }).Select(result => result.Id)],
            [.. results.Where(result => result.Refusal is not null).Select(result => new RefusedLetter(result.Id, result.Refusal!))],
            results.FirstOrDefault(result => result.Problem is not null).Problem);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    async Task<(string? Refusal, string? Problem)> TryPublishAsync(ReplayLetter letter, int runId, CancellationToken deadline)
    {
        try
        {
            // Mandatory: RabbitMQ confirms a message that no queue takes, and drops it.
            await channel.BasicPublishAsync("", letter.OriginQueue, mandatory: true, Properties(letter, runId), letter.Body, deadline);
            return (null, null);
        }
        catch (PublishReturnException)
        {
            return (null, $"the broker has no queue {letter.OriginQueue}: 'migrate' declares it");
        }
        catch (Exception exception) when (exception is PublishException or AlreadyClosedException or OperationInterruptedException or IOException)
        {
            return (null, $"the broker did not take letter {letter.Id} ({Sentence(exception)})");
        }
        catch (OperationCanceledException)
        {
            return (null, $"the broker did not confirm within {ConfirmTimeout.TotalSeconds:0} seconds: look for an alarm in its log");
        }
        catch (Exception exception)
        {
            // Headers are strangers' words: what cannot be made into a message is this letter's problem, and no other's.
            return (Sentence(exception), null);
        }
    }

    static string Sentence(Exception exception) => exception.GetBaseException().Message.ReplaceLineEndings(" ");

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
