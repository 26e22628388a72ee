using Blink.Pipeline.NotificationWorker.Digests;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

static class SampleContent
{
    static readonly string[] Names =
    [
        "Ane Sørensen", "محمد العتيبي", "יעל כהן", "李小龍", "Βασίλης Παπαδόπουλος", "Zoë O’Connor-Ñuñez", "Дмитрий Иванов", "สมชาย ใจดี",
    ];

    static readonly string[] Reasons = ["email_in_use_elsewhere", "email_in_use", "mobile_in_use", "ambiguous_match", "no_identifier"];

    public static DateTimeOffset Raised { get; } = new(2026, 8, 21, 9, 30, 0, TimeSpan.Zero);

    public static DigestItem Person(int i = 1, string reason = "email_in_use", string? name = null, string? value = null) => new(
        reason, name ?? $"{Names[i % Names.Length]}", $"user{i}@contoso.example", $"E-{1000 + i}", value ?? $"user{i}@contoso.example", Raised);

    public static DigestContent Of(int errors, int warnings = 0, int resolved = 0, string organisation = "Contoso A/S") => new(
        organisation,
        [.. Enumerable.Range(0, errors).Select(i => Person(i, Reasons[i * i % 7 % Reasons.Length]))],
        [.. Enumerable.Range(0, warnings).Select(i => Person(i, "phone_not_recognised", value: "ext. 12 (ask reception)"))],
        [.. Enumerable.Range(0, resolved).Select(i => Person(i))],
        StillOpen: 0);
}
