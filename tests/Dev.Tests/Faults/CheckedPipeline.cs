using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>A small real pipeline in which everything has happened that the checker looks at, and nothing is wrong.</summary>
public sealed class CheckedPipeline : IAsyncLifetime
{
    static readonly FaultOptions Options = new()
    {
        Seed = 5,
        Users = 12,
        Nodes = 1,
        Scale = 0.1,
        Folder = DevFolder.Of("faults-checked"),
    };

    Backup backup = null!;

    internal FaultStage Stage { get; private set; } = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Stage = await StartAsync();
        Assert.Empty(await Stage.SyncAsync(Options, TestContext.Current.SendDiagnosticMessage, Token));
        var random = new Random(Options.Seed);
        for (var round = 1; round <= 2; round++)
        {
            Stage.Crowd.BeginRound();
            Stage.Crowd.Change(round, wave: 0, random);
            for (var clash = 0; clash < 3; clash++) Stage.Crowd.Clash(round, random);
            for (var healed = 0; healed < 2; healed++) Stage.Crowd.Heal(round, random);
            await Stage.Crowd.PushAsync(Options.LongestRest, Token);
            await Stage.Poison.PublishAsync(2, Token);
            Assert.Empty(await Stage.Rest.WaitAsync(TestContext.Current.SendDiagnosticMessage, Token));
            Stage.Rest.Settle();
        }

        await BackUpAsync();
    }

    /// <summary>Takes what there is now for what everything is restored to.</summary>
    internal async Task BackUpAsync() => backup = await Backup.TakeAsync(Stage.Pipeline, Token);

    /// <summary>Compares everything, mails included, from the beginning.</summary>
    internal Task<IReadOnlyList<Difference>> CompareAsync() =>
        new Rest(Stage.Pipeline, Stage.Crowd, Stage.Poison, Options, TimeProvider.System).CompareAsync(Token);

    /// <summary>Waits for rest, for a few seconds, and compares.</summary>
    internal Task<IReadOnlyList<Difference>> RestAsync(TimeSpan within) =>
        new Rest(Stage.Pipeline, Stage.Crowd, Stage.Poison, Options with { LongestRest = within, Settling = TimeSpan.Zero }, TimeProvider.System)
            .WaitAsync(TestContext.Current.SendDiagnosticMessage, Token);

    /// <summary>Makes everything as it was when nothing was wrong.</summary>
    internal Task RestoreAsync() => backup.RestoreAsync(Token);

    /// <summary>Runs a statement in the pipeline's database.</summary>
    internal async Task<int> ExecuteAsync(string sql)
    {
#pragma warning disable CA2100 // The statements are the tests' own.
        await using var command = Stage.Pipeline.Database.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Stage is not null) await Stage.DisposeAsync();
    }

    static async Task<FaultStage> StartAsync()
    {
        try
        {
            return await FaultStage.StartAsync(Options, ServerPrograms.OfThisMachine, new Diagnostics(), TimeProvider.System, Token);
        }
        catch (LocalServersException e) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
