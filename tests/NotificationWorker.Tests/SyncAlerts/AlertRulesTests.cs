using Blink.Pipeline.NotificationWorker.SyncAlerts;

namespace Blink.Pipeline.NotificationWorker.Tests.SyncAlerts;

public sealed class AlertRulesTests
{
    static readonly DateTimeOffset Now = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    static readonly WatchedToken Token = new(Guid.Parse("0198c9a0-0000-7000-8000-000000000001"), "Entra", Now.AddDays(-300), Now.AddDays(200));

    static readonly SyncFacts Healthy = new(
        Guid.Parse("0198c9a0-0000-7000-8000-0000000000aa"), true, Now.AddMinutes(-40), Now.AddDays(-9), Token, new(50_000, 100, 0), []);

    [Fact]
    public void A_synchronisation_in_order_has_no_alert() => Assert.Empty(Due(Healthy));

    [Theory]
    [InlineData(119, false)]
    [InlineData(120, false)]
    [InlineData(121, true)]
    [InlineData(60 * 24 * 90, true)]
    public void Entra_is_silent_after_three_cycles_without_a_call(int minutes, bool silent) =>
        Assert.Equal(silent, Due(Healthy with { LastCallAt = Now.AddMinutes(-minutes) }).Contains(new(AlertKind.Silent)));

    [Fact]
    public void Who_never_called_is_not_silent() => Assert.Empty(Due(Healthy with { LastCallAt = null }));

    [Fact]
    public void Without_a_token_that_is_accepted_nobody_can_call()
    {
        var silent = Healthy with { LastCallAt = Now.AddDays(-3) };

        Assert.Empty(Due(silent with { Token = null }));
        Assert.DoesNotContain(new(AlertKind.Silent), Due(silent with { Token = Token with { ExpiresAt = Now } }));
    }

    [Theory]
    [InlineData(119, false)]
    [InlineData(121, true)]
    public void A_token_that_was_just_issued_after_the_old_one_expired_has_to_be_entered_first(int minutes, bool silent) =>
        Assert.Equal(silent, Due(Healthy with
        {
            LastCallAt = Now.AddDays(-3),
            Token = Token with { CreatedAt = Now.AddMinutes(-minutes) },
        }).Contains(new(AlertKind.Silent)));

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(60, false, false)]
    [InlineData(121, false, true)]
    [InlineData(60, true, true)]
    [InlineData(null, true, true)]
    public void An_ingress_that_was_away_is_nobody_s_silence_and_ends_none(int? presentForMinutes, bool isOpen, bool silent) =>
        Assert.Equal(silent, Due(Healthy with
        {
            LastCallAt = Now.AddHours(-5),
            IngressSince = presentForMinutes is { } minutes ? Now.AddMinutes(-minutes) : null,
            Open = isOpen ? [new(AlertKind.Silent)] : [],
        }).Contains(new(AlertKind.Silent)));

    [Theory]
    [InlineData(30 * 24 + 1, null)]
    [InlineData(30 * 24, 30)]
    [InlineData(7 * 24 + 1, 30)]
    [InlineData(7 * 24, 7)]
    [InlineData(25, 7)]
    [InlineData(24, 1)]
    [InlineData(0, 1)]
    [InlineData(-500, 1)]
    public void A_token_s_expiry_is_told_thirty_seven_and_one_days_before(int hours, int? days) => Assert.Equal(
        days is null ? [] : [new(AlertKind.TokenExpires, Token.Id, days)],
        Due(Healthy with { Token = Token with { ExpiresAt = Now.AddHours(hours) } }));

    [Theory]
    [InlineData(30, 0, null)]
    [InlineData(30, 24, 7)]
    [InlineData(7, 0, null)]
    [InlineData(7, 6, 1)]
    [InlineData(1, 0, null)]
    public void A_token_that_was_issued_for_no_longer_is_not_told_of_at_once(int lifetimeInDays, int ageInDays, int? days) => Assert.Equal(
        days is null ? [] : [new(AlertKind.TokenExpires, Token.Id, days)],
        Due(Healthy with { Token = Token with { CreatedAt = Now.AddDays(-ageInDays), ExpiresAt = Now.AddDays(lifetimeInDays - ageInDays) } }));

    [Theory]
    [InlineData(2_499, 2_499, false)]
    [InlineData(2_500, 2_500, true)]
    [InlineData(2_500, 12_499, true)]
    [InlineData(2_500, 12_500, false)]
    [InlineData(20_000, 1_000_000, false)]
    [InlineData(20_001, 1_000_000, true)]
    public void Half_way_to_entra_s_limits_quarantine_is_near(long failures, long events, bool near)
    {
        var facts = Healthy with { Counts = new(events, failures - 10, 10) };

        Assert.Equal(near, Due(facts).Contains(new(AlertKind.QuarantineNear)));
    }

    [Theory]
    [InlineData(1_250, 1_250, true)]
    [InlineData(1_249, 1_249, false)]
    [InlineData(1_250, 12_500, false)]
    public void Once_quarantine_was_near_it_is_over_at_half_of_that(long failures, long events, bool near) => Assert.Equal(
        near,
        Due(Healthy with { Counts = new(events, failures, 0), Open = [new(AlertKind.QuarantineNear)] }).Contains(new(AlertKind.QuarantineNear)));

    [Fact]
    public void Another_tier_has_no_alerts_whatever_happens() => Assert.Empty(Due(Healthy with
    {
        IsEnterprise = false,
        LastCallAt = Now.AddDays(-3),
        Token = Token with { ExpiresAt = Now.AddHours(1) },
        Counts = new(90_000, 90_000, 0),
        Open = [new(AlertKind.Silent), new(AlertKind.QuarantineNear)],
    }));

    static IReadOnlyList<SyncAlert> Due(SyncFacts facts) => AlertRules.Due(facts, new SyncWatchOptions(), Now);
}
