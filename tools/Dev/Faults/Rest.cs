using System.Net.Sockets;
using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults.Organisations;
using Npgsql;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>Waits until nothing is under way any more, and compares everything.</summary>
sealed class Rest(FaultyPipeline pipeline, Crowd crowd, Poison poison, FaultOptions options, TimeProvider timeProvider)
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    readonly LeftoversReader leftovers = new(pipeline.Database, pipeline.Servers.RabbitMq.Nodes);
    readonly Maildir mails = new(pipeline.Servers.Mail.Directory);
    readonly Dictionary<FaultOrganisation, PipelineReader> readers =
        crowd.Organisations.ToDictionary(organisation => organisation, organisation => new PipelineReader(pipeline.Database, organisation.Id));

    /// <summary>Waits for rest and compares until nothing differs, or the time is over.</summary>
    /// <param name="progress">Gets, every so often, what is still under way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What differs in the end.</returns>
    public async Task<IReadOnlyList<Difference>> WaitAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        TimeSpan? calmSince = null;
        while (true)
        {
            var elapsed = timeProvider.GetElapsedTime(started);
            var isLate = elapsed > options.LongestRest;
            var (restless, differences) = await LookAsync(isLate, cancellationToken);
            calmSince = restless is null ? calmSince ?? elapsed : null;
            if (isLate && restless is not null) return [.. differences, new Difference(Guid.Empty, "at rest", "nothing under way", restless)];
            if (isLate || (restless is null && (differences.Count == 0 || elapsed - calmSince > options.Settling))) return differences;
            progress(restless ?? "comparing");
            await Task.Delay(Poll, timeProvider, cancellationToken);
        }
    }

    /// <summary>What must be true now is what later changes are measured by, whether or not it was found.</summary>
    public void Settle()
    {
        foreach (var organisation in crowd.Organisations) organisation.Truth.Settle(Expect(organisation));
    }

    /// <summary>Compares everything as it is now.</summary>
    public async Task<IReadOnlyList<Difference>> CompareAsync(CancellationToken cancellationToken)
    {
        await mails.ReadNewAsync(cancellationToken);
        var left = new FoundLeftovers(await leftovers.CountsAsync(cancellationToken), await leftovers.LettersAsync(cancellationToken));
        var differences = new List<Difference>(PipelineComparison.Of(left, poison.Sent, poison.Confirmed));
        differences.AddRange(MailComparison.Strangers(mails.Mails, [.. crowd.Organisations.Select(organisation => organisation.Address)]));
        foreach (var organisation in crowd.Organisations) differences.AddRange(await CompareAsync(organisation, Expect(organisation), cancellationToken));
        return differences;
    }

    static IReadOnlyList<Expectation> Expect(FaultOrganisation organisation)
    {
        var expected = organisation.Truth.Expect(organisation.Directory.Users, organisation.Entra.ScimIds, organisation.Reasons);
        organisation.Mails.Expect(expected);
        return expected;
    }

    /// <summary>What is under way (null: nothing); and what differs, if nothing is under way or it is wanted anyway.</summary>
    async Task<(string? Restless, IReadOnlyList<Difference> Differences)> LookAsync(bool compareAnyway, CancellationToken cancellationToken)
    {
        try
        {
            var restless = await RestlessAsync(cancellationToken);
            return (restless, restless is null || compareAnyway ? await CompareAsync(cancellationToken) : []);
        }
        catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or SocketException)
        {
            // Connections that a fault has broken are noticed only when they are used.
            return (exception.Message, [new Difference(Guid.Empty, "the servers", "answer", exception.Message)]);
        }
    }

    async Task<string?> RestlessAsync(CancellationToken cancellationToken)
    {
        var counts = await leftovers.CountsAsync(cancellationToken);
        var moving = counts.Where(count => count.Value != 0).Select(count => $"{count.Value} {count.Key}").ToList();
        if (moving.Count > 0) return string.Join(", ", moving);
        return await pipeline.Fleet.AreReadyAsync(cancellationToken) ? null : "a process is not ready";
    }

    async Task<IEnumerable<Difference>> CompareAsync(
        FaultOrganisation organisation, IReadOnlyList<Expectation> expected, CancellationToken cancellationToken)
    {
        var reader = readers[organisation];
        var found = new FoundOrganisation(
            await reader.AccountsAsync(cancellationToken), await reader.StatesAsync(cancellationToken), await reader.DesiredAsync(cancellationToken));
        var truth = new OrganisationTruth(
            organisation.Address, expected, organisation.Truth.AccountsWith(expected), organisation.Writes.Newest, organisation.Mails);
        var escrows = organisation.Entra.Escrows.Select(escrow =>
            new Difference(escrow.ObjectId, "acknowledged", "yes", $"{escrow.Code} after {escrow.Attempts} attempts: {escrow.Detail}"));
        return PipelineComparison.Of(truth, found, mails.Mails).Concat(escrows)
            .Select(difference => difference with { Field = $"{organisation.Name}: {difference.Field}" });
    }
}
