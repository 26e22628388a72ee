using System.Text.Json;
using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>One organisation: its directory, Entra's provisioning of it, and what must come of it.</summary>
sealed class FaultOrganisation : IDisposable
{
    const int Concurrency = 4;

    static readonly TimeSpan ConnectionLife = TimeSpan.FromSeconds(2);

    readonly HttpClient http;
    readonly DirectoryChanges changes;
    readonly Dictionary<string, Guid> formers = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<Guid> touched = [];
    readonly HashSet<Guid> moved = [];

    FaultOrganisation(
        string name, Guid id, string token, DirectoryOptions options, double rate, TimeSpan timeout, Uri scim, TimeProvider timeProvider)
    {
        (Name, Id) = (name, id);
        (Directory, changes) = DirectoryGenerator.Generate(options);
        Writes = new AcknowledgedWrites(new SocketsHttpHandler { MaxConnectionsPerServer = Concurrency, PooledConnectionLifetime = ConnectionLife });
        http = new HttpClient(Writes) { Timeout = Timeout.InfiniteTimeSpan };
        Entra = new ProvisioningService(
            http,
            Directory,
            new ProvisioningOptions
            {
                TenantUrl = scim,
                Token = token,
                SendNullForCleared = true,
                Concurrency = Concurrency,
                RequestsPerSecond = rate,
                Timeout = timeout,
                FirstEscrowWait = TimeSpan.FromMilliseconds(500),
                LongestEscrowWait = TimeSpan.FromSeconds(3),
            },
            timeProvider);
    }

    public string Name { get; }

    public Guid Id { get; }

    /// <summary>Where its digests go.</summary>
    public string Address => AddressOf(Name);

    public OrganisationDirectory Directory { get; }

    public ProvisioningService Entra { get; }

    public AcknowledgedWrites Writes { get; }

    public Truth Truth { get; } = new();

    public MailComparison Mails { get; } = new();

    /// <summary>Who must be rejected now, and why.</summary>
    public Dictionary<Guid, string> Reasons { get; } = [];

    /// <summary>People who take part in a clash: nothing else may happen to them.</summary>
    public HashSet<Guid> Involved { get; } = [];

    /// <summary>Creates it in Blink, with a token and a directory of its own.</summary>
    public static async Task<FaultOrganisation> CreateAsync(
        FaultyPipeline pipeline, string name, FaultOptions options, int number, TimeProvider timeProvider)
    {
        var created = await pipeline.OpsAsync(
            "organisations", "create", name, "--tier", "enterprise", "--notification-email", AddressOf(name), "--region", "GB", "--json");
        var issued = await pipeline.OpsAsync("tokens", "issue", name, "--label", "faults", "--json");
        var directory = new DirectoryOptions
        {
            Users = options.Users,
            Seed = (options.Seed * 16) + number,
            MobileLead = number,
            Domain = $"{name.ToLowerInvariant()}.example",
            CompanyName = name,
        };
        // As Entra has it, but shorter in a short run.
        var timeout = TimeSpan.FromSeconds(Math.Clamp(60 * options.Scale, 10, 60));
        return new(
            name, Guid.Parse(Text(created, "id")), Text(issued, "token"), directory, options.Rate, timeout,
            new Uri($"http://127.0.0.1:{pipeline.Links.Scim.Port}/scim"), timeProvider);
    }

    /// <summary>A new round begins.</summary>
    public void BeginRound()
    {
        touched.Clear();
        moved.Clear();
    }

    /// <summary>Whether something has happened to the person in this round, or may not.</summary>
    public bool IsFree(DirectoryUser user) => !touched.Contains(user.ObjectId) && !moved.Contains(user.ObjectId) && !Involved.Contains(user.ObjectId);

    /// <summary>
    /// People come, go, come back and get other managers: each of them once a round, so that what must have become of them does not
    /// depend on how far the pipeline was in between.
    /// </summary>
    public void Change(DirectoryChangePlan plan) => Note(touched, () => changes.Apply(plan, touched.Concat(moved).Concat(Involved).ToHashSet()));

    /// <summary>Single attributes of people change, of some of them again and again.</summary>
    public void Move(int people) =>
        Note(moved, () => changes.Apply(new DirectoryChangePlan { Movers = people }, touched.Concat(Involved).ToHashSet()));

    /// <summary>One new person.</summary>
    public DirectoryUser Join()
    {
        var before = Directory.Revision;
        Change(new DirectoryChangePlan { Joiners = 1 });
        return Directory.ChangedSince(before)[^1];
    }

    /// <summary>One person becomes what is given.</summary>
    public void Put(DirectoryUser user)
    {
        Directory.Put(user);
        touched.Add(user.ObjectId);
    }

    /// <summary>Pushes everything that has changed, and tries again whatever was not acknowledged until it is.</summary>
    /// <exception cref="QuarantineException">The ingress says that there is no SCIM server, or that the token is wrong.</exception>
    public async Task PushAsync(TimeSpan within, bool everybody, CancellationToken cancellationToken)
    {
        if (everybody) await Entra.RunInitialCycleAsync(null, cancellationToken);
        else await Entra.RunIncrementalCycleAsync(null, cancellationToken);
        await Entra.RetryEscrowsAsync(within, null, cancellationToken);
    }

    /// <summary>
    /// Has Entra look again at everybody of whom a change got no answer: a server that stood still may carry it out after its repetition
    /// and after later changes, which is nobody's fault.
    /// </summary>
    /// <returns>How many.</returns>
    public int TouchUnanswered()
    {
        var unanswered = Writes.TakeUnanswered().Select(id => id.ToString()).ToHashSet();
        var people = Entra.ScimIds.Where(link => unanswered.Contains(link.Value)).Select(link => Directory.Find(link.Key)).OfType<DirectoryUser>().ToList();
        foreach (var person in people) Directory.Put(person);
        return people.Count;
    }

    public void Dispose() => http.Dispose();

    void Note(HashSet<Guid> changed, Action change)
    {
        var before = Directory.Users.ToDictionary(user => user.ObjectId);
        var revision = Directory.Revision;
        change();
        foreach (var user in Directory.ChangedSince(revision))
        {
            changed.Add(user.ObjectId);
            if (!before.ContainsKey(user.ObjectId) && formers.Remove(user.UserPrincipalName, out var former)) Truth.Rehire(former, user.ObjectId);
        }

        foreach (var gone in before.Values.Where(user => Directory.Find(user.ObjectId) is null)) formers[gone.UserPrincipalName] = gone.ObjectId;
    }

    static string AddressOf(string name) => $"it@{name.ToLowerInvariant()}.example";

    static string Text(string json, string property)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(property).GetString()!;
    }
}
