using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>
/// The four programs as processes, which work, and four more of them that lack something: everything that an alert is about happens to
/// one of them. They are scraped before and after, and send to a collector.
/// </summary>
public sealed class TelemetryFixture : IAsyncLifetime
{
    TestMail mail = null!;

    internal OtlpReceiver Receiver { get; private set; } = null!;

    internal WorkingProcesses Working { get; private set; } = null!;

    internal LackingProcesses Lacking { get; private set; } = null!;

    internal IReadOnlyList<Instance> All => [.. Working.All, .. Lacking.All];

    public async ValueTask InitializeAsync()
    {
        Receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        mail = await TestMail.CreateAsync();
        Working = new WorkingProcesses(await ProcessServers.CreateAsync(mail, Receiver), mail);
        Lacking = new LackingProcesses(await ProcessServers.CreateAsync(mail, Receiver));
        await Task.WhenAll(Working.RunAsync(), Lacking.RunAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Lacking.DisposeAsync();
        await Working.DisposeAsync();
        await mail.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>Everything about telemetry looks at the same processes.</summary>
[CollectionDefinition(Name)]
public sealed class TelemetryGroup : ICollectionFixture<TelemetryFixture>
{
    public const string Name = "telemetry";
}
