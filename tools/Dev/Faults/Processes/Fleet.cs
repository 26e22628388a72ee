using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults.Processes;

/// <summary>All processes of the pipeline, several of each kind.</summary>
sealed class Fleet : IAsyncDisposable
{
    readonly Dictionary<Instance, Clock> clocks = [];
    IReadOnlyDictionary<string, string?> present = new Dictionary<string, string?>();

    /// <param name="counts">How many of each kind.</param>
    /// <param name="settings">The settings of each kind.</param>
    /// <param name="logDirectory">Takes what they print.</param>
    /// <param name="faketime">libfaketime's file; null: the clocks cannot be moved.</param>
    /// <param name="timeProvider">The clock of the suite itself.</param>
    public Fleet(
        IReadOnlyDictionary<Service, int> counts,
        Func<Service, IReadOnlyDictionary<string, string?>> settings,
        string logDirectory,
        string? faketime,
        TimeProvider timeProvider)
    {
        Directory.CreateDirectory(logDirectory);
        Instances = [.. counts.SelectMany(count => Enumerable.Range(1, count.Value).Select(number =>
        {
            var service = count.Key with { Name = $"{count.Key.Name}-{number}" };
            var logFile = Path.Combine(logDirectory, $"{service.Name}.log");
            File.WriteAllText(logFile, "");
            var clock = faketime is null ? null : new Clock(faketime, Path.Combine(Path.GetFullPath(logDirectory), $"{service.Name}.clock"));
            clock?.Move(TimeSpan.Zero);
            var environment = settings(count.Key).Concat(clock?.Environment ?? new Dictionary<string, string?>()).ToDictionary();
            var instance = new Instance(count.Key, new ServiceProcess(service, Ports.Free(), logFile, environment), timeProvider);
            if (clock is not null) clocks.Add(instance, clock);
            return instance;
        }))];
    }

    public IReadOnlyList<Instance> Instances { get; }

    /// <summary>Whether the clocks of the processes can be moved.</summary>
    public bool HasClocks => clocks.Count > 0;

    /// <summary>The processes of one kind.</summary>
    public IReadOnlyList<Instance> Of(Service service) => [.. Instances.Where(instance => instance.Service == service)];

    /// <summary>The clock of a process.</summary>
    /// <exception cref="LocalServersException">It cannot be moved.</exception>
    public Clock ClockOf(Instance instance) => clocks.TryGetValue(instance, out var clock)
        ? clock
        : throw new LocalServersException("Clocks are moved with libfaketime. Install it (Debian and Ubuntu: apt-get install faketime).");

    /// <summary>Starts all of them; returns when all are ready.</summary>
    public Task StartAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        Use(settings);
        return Task.WhenAll(Instances.Select(instance => instance.StartAsync(cancellationToken)));
    }

    /// <summary>Gives the workers other settings, if they have others, by ending them in an orderly way.</summary>
    public async Task ChangeAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        if (settings.Count == present.Count && settings.All(pair => present.GetValueOrDefault(pair.Key) == pair.Value)) return;
        Use(settings);
        var workers = Of(Service.ProvisioningWorker).Concat(Of(Service.NotificationWorker)).ToList();
        var starts = workers.ToDictionary(worker => worker, worker => worker.Starts);
        await Task.WhenAll(workers.Select(worker => worker.EndAsync("TERM", cancellationToken)));
        await Readiness.WaitAsync(
            async token => workers.All(worker => worker.Starts > starts[worker]) && await AreReadyAsync(token), () => false, TimeSpan.FromMinutes(2), cancellationToken);
    }

    /// <summary>Whether every process says that it can do its work.</summary>
    public async Task<bool> AreReadyAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(Instances.Select(instance => instance.IsReadyAsync(cancellationToken)))).All(ready => ready);

    public async ValueTask DisposeAsync() => await Task.WhenAll(Instances.Select(instance => instance.DisposeAsync().AsTask()));

    void Use(IReadOnlyDictionary<string, string?> settings)
    {
        present = settings;
        foreach (var instance in Instances) instance.Process.MoreSettings = settings;
    }
}
