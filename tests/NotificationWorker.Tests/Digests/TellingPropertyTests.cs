using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using CsCheck;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

/// <summary>Promise 6 over random histories, with an SMTP server in random moods.</summary>
public sealed class TellingPropertyTests
{
    const int Histories = 100;

    static readonly string[] Moods = ["", "", "CONNECT", "RCPT"];

    // Two organisations; what happens to which error is drawn when the step is taken.
    static readonly Gen<(Step Step, int Number)[]> History =
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 1_000]).Array[5, 40];

    [Fact]
    public async Task Each_error_is_new_in_one_digest_or_left_out_and_resolved_in_one_later_digest()
    {
        await using var fixture = await NotificationFixture.CreateAsync();
        await History.SampleAsync(history => CheckAsync(fixture, history), iter: Histories, threads: 1);
    }

    static async Task CheckAsync(NotificationFixture fixture, (Step Step, int Number)[] history)
    {
        var world = new World(fixture);
        foreach (var (step, number) in history)
            await world.TakeAsync(step, number);
        await world.SettleAsync();

        var told = world.Mails.Select(mail => Mails.CsvOf(mail)).ToList();
        foreach (var error in world.Errors)
        {
            var asNew = Digests(told, error, "error,");
            var asResolved = Digests(told, error, "resolved,");
            if (error.Resolved)
                Assert.Equal(asNew.Count, asResolved.Count);
            else
                Assert.Equal((1, 0), (asNew.Count, asResolved.Count));
            Assert.InRange(asNew.Count, 0, 1);
            Assert.All(asResolved, later => Assert.True(later > asNew[0]));
            Assert.All(asNew, digest => Assert.True(error.ResolvedWithMails is not { } mails || digest < mails, "told as new after it was resolved"));
        }
    }

    static List<int> Digests(List<string> told, KnownError error, string status) =>
        [.. Enumerable.Range(0, told.Count).Where(i => told[i].Split('\n').Any(line =>
            line.StartsWith(status, StringComparison.Ordinal) && line.Contains(NotificationFixture.UserNameOf(error.Id), StringComparison.Ordinal)))];

    enum Step
    {
        Raise,
        RaiseUnheard,
        Resolve,
        ResolveUnheard,
        Event,
        Sweep,
        Run,
        RunElsewhere,
        Wait,
        WaitLong,
        ChangeMood,
    }

    sealed class KnownError(Guid id)
    {
        public Guid Id { get; } = id;

        public bool Resolved { get; set; }

        /// <summary>How many mails had been taken by the server when it was resolved.</summary>
        public int? ResolvedWithMails { get; set; }
    }

    sealed class World(NotificationFixture fixture)
    {
        readonly NotificationFixture.Instance worker = fixture.NewInstance();
        readonly NotificationFixture.Instance other = fixture.NewInstance();
        readonly int mailsBefore = fixture.Smtp.Received.Count;
        readonly List<Guid> organisations = [];

        public List<KnownError> Errors { get; } = [];

        public IReadOnlyList<MimeKit.MimeMessage> Mails => [.. fixture.Smtp.Messages.Skip(mailsBefore)];

        static CancellationToken Token => TestContext.Current.CancellationToken;

        public async Task TakeAsync(Step step, int number)
        {
            if (organisations.Count == 0)
                organisations.AddRange([await fixture.AddOrganisationAsync("it@one.example"), await fixture.AddOrganisationAsync("it@two.example")]);
            await (step switch
            {
                Step.Raise or Step.RaiseUnheard => RaiseAsync(organisations[number % 2], heard: step == Step.Raise),
                Step.Resolve or Step.ResolveUnheard => ResolveAsync(number, heard: step == Step.Resolve),
                Step.Event => HearAsync(number),
                Step.Sweep => worker.SweepAsync(),
                Step.Run => worker.RunOnceAsync(),
                Step.RunElsewhere => Task.WhenAll(worker.RunOnceAsync(), other.RunOnceAsync()),
                Step.Wait => AdvanceAsync(TimeSpan.FromMinutes(number % 10)),
                Step.WaitLong => AdvanceAsync(TimeSpan.FromMinutes(30 + (number % 60))),
                _ => ChangeMoodAsync(Moods[number % Moods.Length]),
            });
        }

        /// <summary>Lets everything that is still to be told be told.</summary>
        public async Task SettleAsync()
        {
            await ChangeMoodAsync("");
            await worker.SweepAsync();
            for (var i = 0; i < 4; i++)
            {
                await worker.RunOnceAsync();
                await AdvanceAsync(TimeSpan.FromHours(1));
            }
        }

        async Task RaiseAsync(Guid organisation, bool heard)
        {
            Errors.Add(new(await fixture.RaiseAsync(organisation)));
            if (heard)
                await worker.SyncErrors.TakeInAsync(Errors[^1].Id, Token);
        }

        async Task ResolveAsync(int number, bool heard)
        {
            var open = Errors.Where(error => !error.Resolved).ToList();
            if (open.Count == 0)
                return;
            var error = open[number % open.Count];
            await fixture.ResolveAsync(error.Id);
            (error.Resolved, error.ResolvedWithMails) = (true, Mails.Count);
            if (heard)
                await other.SyncErrors.TakeInAsync(error.Id, Token);
        }

        Task HearAsync(int number) =>
            Errors.Count == 0 ? Task.CompletedTask : other.SyncErrors.TakeInAsync(Errors[number % Errors.Count].Id, Token);

        Task AdvanceAsync(TimeSpan time)
        {
            fixture.Clock.Advance(time);
            return Task.CompletedTask;
        }

        Task ChangeMoodAsync(string failAt)
        {
            fixture.Smtp.Script = step => failAt != "" && step.StartsWith(failAt, StringComparison.Ordinal) ? new("450 not now") : null;
            return Task.CompletedTask;
        }
    }
}
