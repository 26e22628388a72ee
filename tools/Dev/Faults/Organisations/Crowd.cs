using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>
/// The organisations of a run. The first two clash with each other; the third is the bystander, who shares no identity with anybody
/// and whose changes must go through whatever happens to the others.
/// </summary>
sealed class Crowd : IDisposable
{
    const int MostClashes = 8;

    static readonly string[] Names = ["Contoso", "Fabrikam", "Woodgrove"];

    readonly Clashes clashes;

    Crowd(IReadOnlyList<FaultOrganisation> organisations)
    {
        Organisations = organisations;
        clashes = new Clashes([organisations[0], organisations[1]]);
    }

    public IReadOnlyList<FaultOrganisation> Organisations { get; }

    /// <summary>Changes that were acknowledged so far.</summary>
    public int Acknowledged => Organisations.Sum(organisation => organisation.Writes.Count);

    /// <summary>Whether of all people every third one is acknowledged, at the first sync.</summary>
    public bool IsThirdAcknowledged => 3 * Acknowledged >= Organisations.Sum(organisation => organisation.Directory.Users.Count);

    /// <summary>Creates them in Blink, each with a directory that is not provisioned yet.</summary>
    public static async Task<Crowd> CreateAsync(FaultyPipeline pipeline, FaultOptions options, TimeProvider timeProvider)
    {
        var organisations = new List<FaultOrganisation>();
        foreach (var (name, number) in Names.Select((name, number) => (name, number)))
            organisations.Add(await FaultOrganisation.CreateAsync(pipeline, name, options, number, timeProvider));
        return new Crowd(organisations);
    }

    /// <summary>A new round begins.</summary>
    public void BeginRound()
    {
        foreach (var organisation in Organisations) organisation.BeginRound();
    }

    /// <summary>Changes every directory.</summary>
    /// <param name="round">The round.</param>
    /// <param name="wave">The how manieth of the round. People come back only in the first one, when whoever left is surely gone.</param>
    /// <param name="random">Draws what happens.</param>
    public void Change(int round, int wave, Random random)
    {
        foreach (var organisation in Organisations)
        {
            organisation.Change(new DirectoryChangePlan
            {
                Joiners = random.Next(1, 4),
                ManagerChanges = random.Next(2),
                Leavers = random.Next(1, 3),
                Restores = random.Next(2),
                HardDeletes = wave == 0 ? 0 : random.Next(2),
                Rehires = wave == 0 ? random.Next(3) : 0,
            });
            organisation.Move(random.Next(2, 6));
        }

        if (clashes.Count < MostClashes && random.Next(3) < 2) Clash(round, random);
        if (random.Next(2) == 0) Heal(round, random);
    }

    /// <summary>Somebody wants what somebody else has, if there are people for it.</summary>
    public void Clash(int round, Random random) => clashes.Make(round, random);

    /// <summary>One clash of an earlier round is over, if there is one.</summary>
    public void Heal(int round, Random random) => clashes.Heal(round, random);

    /// <summary>Has every Entra push what has changed until all of it is acknowledged.</summary>
    public Task PushAsync(TimeSpan within, CancellationToken cancellationToken, bool everybody = false) =>
        Task.WhenAll(Organisations.Select(organisation => organisation.PushAsync(within, everybody, cancellationToken)));

    public void Dispose()
    {
        foreach (var organisation in Organisations) organisation.Dispose();
    }
}
