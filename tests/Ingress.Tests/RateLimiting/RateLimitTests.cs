using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.RateLimiting;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.RateLimiting;
using Blink.Pipeline.Ingress.Tests.Bulk;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Http;

namespace Blink.Pipeline.Ingress.Tests.RateLimiting;

public sealed class RateLimitTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    // So large a bucket fills so slowly that no pause of the machine matters.
    static readonly RateLimitOptions Slow = new() { RequestsPerSecond = 25, Burst = 1_000_000 };

    [Fact]
    public async Task An_organisation_that_sends_too_much_is_429_and_told_the_limit_and_no_other_is_harmed()
    {
        await using var host = Start(("RateLimit:RequestsPerSecond", "25"), ("RateLimit:Burst", "25"));
        using var greedy = host.ClientOf((await ingress.OrganisationAsync()).Token);
        using var modest = host.ClientOf((await ingress.OrganisationAsync()).Token);
        using var counted = new Counted("blink.pipeline.accept.limited");

        var refused = await SendUntilRefusedAsync(greedy);
        Assert.Equal(200, (await modest.GetAsync("/Users")).Status);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Contains("25 requests a second", refused.Text("detail"), StringComparison.Ordinal);
        Assert.True(counted.Total > 0);
        // It is served again when it waits.
        await Eventually.HoldsAsync(async () => (await greedy.GetAsync("/Users")).Status == 200);
    }

    [Fact]
    public async Task What_is_refused_changes_nothing()
    {
        await using var host = Start(("RateLimit:RequestsPerSecond", "25"), ("RateLimit:Burst", "25"));
        using var client = host.ClientOf((await ingress.OrganisationAsync()).Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => client.PostAsync("/Users", User.Json($"flood{number}@x.com"))));

        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 201, 429 }));
        await Eventually.HoldsAsync(async () =>
            await client.GetAsync("/Users?count=0") is { Status: 200 } all && all.Total == answers.Count(answer => answer.Status == 201));
    }

    [Fact]
    public async Task Some_bulk_jobs_of_an_organisation_are_read_at_a_time_and_no_other_is_harmed()
    {
        await using var host = Start(("Ingress:MaxBulkJobsOfOrganisation", "1"), ("Ingress:MaxWaitingBulkJobs", "0"));
        using var greedy = host.ClientOf((await ingress.OrganisationAsync()).Token);
        using var modest = host.ClientOf((await ingress.OrganisationAsync()).Token);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.CompletedTask;

        await Eventually.HoldsAsync(async () =>
        {
            // Each time another one: the second may overtake the first, and the server waits for a body for five seconds only.
            first = Task.WhenAll(first, greedy.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, greedy.Address("/Bulk")) { Content = new SlowContent(finish.Task) }));
            Assert.Equal(200, (await greedy.GetAsync("/Users")).Status);
            var second = await greedy.PostAsync("/Bulk", BulkClient.Request([]));
            Assert.Equal((429, "1"), (second.Status, second.Headers.RetryAfter?.ToString()));
            Assert.Contains("1 bulk jobs running", second.Text("detail"), StringComparison.Ordinal);
        });
        Assert.Equal(200, (await greedy.GetAsync("/Users")).Status);
        Assert.Equal(201, Assert.Single(await modest.BulkAsync([BulkClient.Post("1", "quick@x.com")])).Status());
        finish.SetResult();
        await Eventually.HoldsAsync(async () => Assert.Equal(200, (await greedy.PostAsync("/Bulk", BulkClient.Request([]))).Status));
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task The_limit_can_be_turned_off_and_what_needs_no_token_has_none()
    {
        using var off = OrganisationRateLimit.Create(new RateLimitOptions { Enabled = false, Burst = 25 });
        using var on = OrganisationRateLimit.Create(Slow);
        Assert.True(off.AttemptAcquire(Of(Guid.NewGuid()), 26).IsAcquired);
        Assert.True(on.AttemptAcquire(new DefaultHttpContext(), 1_000_001).IsAcquired);

        await using var host = Start(("RateLimit:RequestsPerSecond", "25"), ("RateLimit:Burst", "25"));
        using var nobody = host.ClientOf(null);
        foreach (var _ in Enumerable.Range(0, 100))
            Assert.Equal(200, (await nobody.GetAsync("/ServiceProviderConfig")).Status);
    }

    [Fact]
    public void All_tokens_of_an_organisation_share_its_limit()
    {
        var organisation = Guid.NewGuid();
        using var limiter = OrganisationRateLimit.Create(Slow);
        Assert.True(limiter.AttemptAcquire(Of(organisation), 1_000_000).IsAcquired);

        Assert.False(limiter.AttemptAcquire(Of(organisation), 900_000).IsAcquired);
        Assert.True(limiter.AttemptAcquire(Of(Guid.NewGuid()), 900_000).IsAcquired);
    }

    [Fact]
    public async Task Nothing_is_kept_of_an_organisation_that_is_quiet()
    {
        using var limiter = OrganisationRateLimit.Create(new RateLimitOptions());
        var organisation = Use(limiter);
        Assert.True(organisation.IsAlive);
        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            return Task.FromResult(!organisation.IsAlive);
        });
    }

    [Theory]
    [InlineData(24, 200)]
    [InlineData(100, 24)]
    [InlineData(100_001, 200_000)]
    [InlineData(300, 299)]
    public void A_limit_that_Entra_could_reach_or_that_makes_no_sense_is_refused_at_the_start(int requestsPerSecond, int burst)
    {
        var options = new RateLimitOptions { RequestsPerSecond = requestsPerSecond, Burst = burst };
        Assert.True(new RateLimitOptionsValidator().Validate(null, options).Failed);
        Assert.True(new RateLimitOptionsValidator().Validate(null, new RateLimitOptions()).Succeeded);
    }

    IngressHost Start(params (string, string)[] settings) =>
        IngressHost.Start(ingress.Database, settings: [("RateLimit:Enabled", "true"), .. settings]);

    static async Task<ScimAnswer> SendUntilRefusedAsync(ScimClient client)
    {
        while (true)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => client.GetAsync("/Me")));
            if (answers.FirstOrDefault(answer => answer.Status == 429) is { } refused)
                return refused;
        }
    }

    // Not inlined: the test's own frame would keep the organisation alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Use(PartitionedRateLimiter<HttpContext> limiter)
    {
        var context = Of(Guid.NewGuid());
        limiter.AttemptAcquire(context).Dispose();
        return new WeakReference(context.Features.Get<Organisation>());
    }

    static DefaultHttpContext Of(Guid organisation)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new Organisation(organisation));
        return context;
    }

    /// <summary>Adds up what an instrument counts while it is listened to.</summary>
    sealed class Counted : IDisposable
    {
        readonly MeterListener listener = new();
        long total;

        public Counted(string name)
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name)
                    self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref total, measurement));
            listener.Start();
        }

        public long Total => Interlocked.Read(ref total);

        public void Dispose() => listener.Dispose();
    }

    /// <summary>A bulk job that is not sent to its end before the test says so.</summary>
    sealed class SlowContent : HttpContent
    {
        static readonly byte[] Body = Encoding.UTF8.GetBytes(BulkClient.Request([]));
        readonly Task finished;

        public SlowContent(Task finished)
        {
            this.finished = finished;
            Headers.ContentType = new("application/scim+json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Body.AsMemory(0, 1), Token);
            await stream.FlushAsync(Token);
            await finished;
            await stream.WriteAsync(Body.AsMemory(1), Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
