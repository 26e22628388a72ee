using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>One of the programs as a process of its own, with what it said at <c>/metrics</c> over time.</summary>
sealed class Instance : IAsyncDisposable
{
    readonly Assembly program;
    readonly Dictionary<string, string> settings;
    readonly List<Scrape?> scrapes = [];
    ProgramProcess process = null!;

    Instance(string job, string name, Assembly program, Dictionary<string, string> settings) =>
        (Job, Name, this.program, this.settings) = (job, name, program, settings);

    /// <summary>What Prometheus calls it.</summary>
    public string Job { get; }

    /// <summary>Which one it is.</summary>
    public string Name { get; }

    /// <summary>Its address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What it said, in order; null: it did not answer.</summary>
    public IReadOnlyList<Scrape?> Scrapes => scrapes;

    /// <summary>The last that it said.</summary>
    public Scrape Last => scrapes.OfType<Scrape>().Last();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it, and scrapes it once.</summary>
    public static async Task<Instance> StartAsync(string job, string name, Assembly program, Dictionary<string, string> settings)
    {
        var instance = new Instance(job, name, program, settings);
        await instance.StartAsync();
        return instance;
    }

    /// <summary>Waits until it can do its work.</summary>
    public Task ReadyAsync() => process.ReadyAsync();

    /// <summary>What its health says, and how it is answered.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Health)> HealthAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.GetAsync(path, Token);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    /// <summary>Scrapes it until what it says fits; that is kept.</summary>
    public async Task UntilAsync(Func<Scrape, bool> fits)
    {
        Scrape? found = null;
        try
        {
            await Eventually.HoldsAsync(async () => fits(found = await ReadAsync()), TimeSpan.FromSeconds(60));
        }
        catch (Exception) when (found is not null)
        {
            throw new InvalidOperationException($"{Job} {Name} does not say what it should:\n{found.Text}");
        }
        scrapes.Add(found);
    }

    /// <summary>Scrapes it once; that it does not answer is kept as well.</summary>
    public async Task ScrapeAsync()
    {
        try
        {
            scrapes.Add(await ReadAsync());
        }
        catch (HttpRequestException)
        {
            scrapes.Add(null);
        }
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Starts it again after it was killed.</summary>
    public async Task RestartAsync()
    {
        await process.DisposeAsync();
        await StartAsync();
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    async Task StartAsync()
    {
        process = await ProgramProcess.StartAsync(program, settings, Job == "blink-ops" ? ["serve"] : []);
        Address = await process.ListeningAsync();
        await ScrapeAsync();
    }

    async Task<Scrape> ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        return new Scrape(await http.GetStringAsync("/metrics", Token));
    }
}
