using Blink.Pipeline.Ingress.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Ingress.Tests.Authentication;

public sealed class TokenCacheTests
{
    static readonly AuthenticatedToken Known = new(Guid.NewGuid(), Guid.NewGuid(), "enterprise", DateTimeOffset.MaxValue, false);

    readonly FakeTimeProvider clock = new();
    int questions;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_requests_bring_a_token_at_once_one_asks()
    {
        var answer = new TaskCompletionSource<AuthenticatedToken?>();
        var cache = Cache(() => answer.Task);
        var requests = Enumerable.Range(0, 100).Select(_ => Task.Run(() => cache.FindAsync("token", Token))).ToList();
        answer.SetResult(Known);
        Assert.All(await Task.WhenAll(requests), found => Assert.Same(Known, found));
        Assert.Equal(1, questions);
    }

    [Fact]
    public async Task An_answer_is_trusted_for_its_lifetime_only()
    {
        var cache = Cache(() => Task.FromResult<AuthenticatedToken?>(Known));
        await cache.FindAsync("token", Token);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        await cache.FindAsync("token", Token);
        Assert.Equal(1, questions);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await cache.FindAsync("token", Token);
        Assert.Equal(2, questions);
    }

    [Fact]
    public async Task Tokens_that_do_not_exist_are_not_remembered()
    {
        var cache = Cache(() => Task.FromResult<AuthenticatedToken?>(null));
        for (var guess = 0; guess < 1000; guess++)
            Assert.Null(await cache.FindAsync($"guess-{guess}", Token));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task No_more_tokens_are_remembered_than_allowed()
    {
        var cache = Cache(() => Task.FromResult<AuthenticatedToken?>(Known), maxTokens: 10);
        for (var number = 0; number < 100; number++)
            await cache.FindAsync($"token-{number}", Token);
        Assert.InRange(cache.Count, 1, 10);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        var fails = true;
        var cache = Cache(() => fails ? Task.FromException<AuthenticatedToken?>(new TimeoutException()) : Task.FromResult<AuthenticatedToken?>(Known));
        await Assert.ThrowsAsync<TimeoutException>(() => cache.FindAsync("token", Token));
        fails = false;
        Assert.Same(Known, await cache.FindAsync("token", Token));
    }

    [Fact]
    public async Task One_caller_who_gives_up_does_not_spoil_it_for_the_others()
    {
        var answer = new TaskCompletionSource<AuthenticatedToken?>();
        var cache = Cache(() => answer.Task);
        using var gaveUp = new CancellationTokenSource();
        var impatient = cache.FindAsync("token", gaveUp.Token);
        var patient = cache.FindAsync("token", Token);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult(Known);
        Assert.Same(Known, await patient);
        Assert.Equal(1, questions);
    }

    TokenCache Cache(Func<Task<AuthenticatedToken?>> find, int maxTokens = 100) => new(
        (_, _) =>
        {
            Interlocked.Increment(ref questions);
            return find();
        },
        clock,
        Options.Create(new AuthenticationOptions { MaxTokens = maxTokens }));
}
