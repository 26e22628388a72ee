using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;
using Npgsql;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>The story of the demo, chapter by chapter.</summary>
sealed class DemoRun : IAsyncDisposable
{
    const string Domain = "contoso.example";
    const string Recipient = "it@contoso.example";

    static readonly TimeSpan CycleWithOutage = TimeSpan.FromSeconds(45);

    readonly RunningPipeline pipeline;
    readonly DemoOptions options;
    readonly string mailCopies;
    readonly NpgsqlDataSource database;
    readonly SocketsHttpHandler handler;
    readonly HttpClient http;
    readonly OrganisationDirectory directory;
    readonly DirectoryChanges changes;
    readonly Cast cast;
    readonly ProvisioningService entra;
    readonly PipelineReader reader;
    readonly Maildir mails;
    readonly Chapter chapter;
    int day;

    public DemoRun(RunningPipeline pipeline, DemoOptions options, string mailCopies)
    {
        (this.pipeline, this.options, this.mailCopies) = (pipeline, options, mailCopies);
        var info = pipeline.Info;
        database = NpgsqlDataSource.Create(info.Postgres);
        handler = new SocketsHttpHandler { MaxConnectionsPerServer = 32 };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        (directory, changes) = DirectoryGenerator.Generate(new DirectoryOptions { Users = options.Users, Seed = options.Seed, Domain = Domain });
        cast = Cast.Of(directory);
        entra = new ProvisioningService(
            http,
            directory,
            new ProvisioningOptions
            {
                TenantUrl = new Uri(info.ScimUrl),
                Token = info.ScimToken,
                SendNullForCleared = true,
                Concurrency = 32,
                // A new user costs some four requests; an outage has to fall into the middle of the cycle.
                RequestsPerSecond = options.BrokerOutage ? Math.Max(25, 4 * options.Users / CycleWithOutage.TotalSeconds) : null,
            },
            TimeProvider.System);
        reader = new PipelineReader(database, Guid.Parse(info.Organisation));
        mails = new Maildir(info.MailDirectory);
        var check = new Check(reader, mails, cast, Recipient);
        chapter = new Chapter(directory, entra, reader, check, TimeProvider.System);
    }

    /// <summary>Whether everything is as the directory says and every rejected user is in a mail.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await new Neighbours(pipeline, cast, options).CreateAsync(Domain);
        var initial = await InitialCycleAsync(cancellationToken);
        var first = await IncrementalCycleAsync("Incremental cycle: joiners, movers, leavers", FirstDay(), cancellationToken);
        var second = await IncrementalCycleAsync("Incremental cycle: restores, hard deletes, rehires", SecondDay(), cancellationToken);
        var deadLetters = await new DeadLetterChapter(pipeline, database).RunAsync(cancellationToken);
        ChapterResult[] chapters = [initial, first, second];
        mails.CopyTo(mailCopies);
        var memory = Memory();
        await new Summary(reader, mails).WriteAsync(chapters, memory, mailCopies, cancellationToken);
        return Verdict(chapters, deadLetters, [.. memory.Where(process => process.Bytes > MemoryPeaks.Limit).Select(process => process.Name)]);
    }

    async Task<ChapterResult> InitialCycleAsync(CancellationToken cancellationToken)
    {
        var outage = options.BrokerOutage ? new BrokerOutage(pipeline.Servers.RabbitMq, TimeProvider.System) : null;
        return await chapter.RunAsync("Initial cycle", entra.RunInitialCycleAsync, outage, cancellationToken);
    }

    async Task<ChapterResult> IncrementalCycleAsync(string title, DirectoryChangePlan plan, CancellationToken cancellationToken)
    {
        var made = changes.Apply(plan);
        var mended = Mend();
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(
            $"In the directory: {made.Joiners} joiners, {made.Movers} movers, {made.ManagerChanges} new managers, {made.Leavers} leavers, " +
            $"{made.Restores} restored, {made.HardDeletes} hard-deleted, {made.Rehires} rehired, {mended} who were in the mail mended.");
        return await chapter.RunAsync(title, entra.RunIncrementalCycleAsync, null, cancellationToken);
    }

    /// <summary>What an administrator does who got the digest: every third of those in it, each day, gets values of their own.</summary>
    int Mend()
    {
        var clashing = cast.EmailClashes.Concat(cast.MobileClashes).Skip(day++).Where((_, index) => index % 3 == 0);
        var present = clashing.Select(user => directory.Find(user.ObjectId)).Where(user => user is { IsInScope: true }).ToList();
        foreach (var user in present) directory.Put(user! with { Mail = $"{user.MailNickname}@mended.{Domain}", Mobile = null });
        return present.Count;
    }

    DirectoryChangePlan FirstDay() => new()
    {
        Joiners = Share(50),
        Movers = Share(20) + 14,
        ManagerChanges = Share(50),
        Leavers = Share(33) + 9,
    };

    DirectoryChangePlan SecondDay() => new()
    {
        Joiners = Share(100),
        Movers = Share(50) + 14,
        ManagerChanges = Share(100),
        Leavers = Share(100),
        Restores = Share(100) + 3,
        HardDeletes = Share(100) + 3,
        Rehires = Share(200) + 2,
    };

    int Share(int oneIn) => Math.Max(1, options.Users / oneIn);

    IReadOnlyList<(string Name, int Pid, long Bytes)> Memory() =>
        MemoryPeaks.OfOurProcesses(pipeline.Info.Processes.Append(new("this demo with Entra's simulator", Environment.ProcessId)).ToDictionary(process => process.Value, process => process.Key));

    static bool Verdict(IReadOnlyList<ChapterResult> chapters, bool deadLetters, IReadOnlyList<string> tooLarge)
    {
        var differences = chapters.SelectMany(chapter => chapter.Differences).ToList();
        var unacknowledged = chapters.Sum(chapter => chapter.Unacknowledged);
        if (differences.Count == 0 && unacknowledged == 0 && deadLetters && tooLarge.Count == 0)
        {
            AnsiConsole.MarkupLine("[green]Every user is where it should be, and every rejected one is in a mail.[/]");
            return true;
        }

        if (differences.Count > 0) AnsiConsole.MarkupLineInterpolated($"[red]{differences.Count} things differ: see above.[/]");
        if (unacknowledged > 0) AnsiConsole.MarkupLineInterpolated($"[red]{unacknowledged} users were never acknowledged.[/]");
        if (!deadLetters) AnsiConsole.MarkupLine("[red]The dead letters did not go the way they should.[/]");
        foreach (var name in tooLarge) AnsiConsole.MarkupLineInterpolated($"[red]{name} held more than {MemoryPeaks.Limit / 1024 / 1024} MB.[/]");
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        handler.Dispose();
        await database.DisposeAsync();
    }
}
