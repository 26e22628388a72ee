namespace Blink.Pipeline.Ops.Access;

/// <summary>
/// Something that can be done in the console or over its API, and who may do it. The list is closed: what is not in it cannot be
/// reached from there.
/// </summary>
public sealed class Operation
{
    static readonly Role[] Everyone = [Role.Viewer, Role.Support, Role.Operator];
    static readonly Role[] Both = [Role.Support, Role.Operator];

    Operation(string name, string words, params Role[] roles) => (Name, Words, Roles) = (name, words, roles);

    /// <summary>Its name in the audit, in logs and in tests.</summary>
    public string Name { get; }

    /// <summary>What it does, to follow "may not" or "may".</summary>
    public string Words { get; }

    /// <summary>The roles that may do it.</summary>
    public IReadOnlyList<Role> Roles { get; }

    public static Operation See { get; } = new("see", "see the state of the pipeline", Everyone);

    public static Operation SeePeople { get; } = new("see-people", "see the data of people", Everyone);

    public static Operation SeeAudit { get; } = new("see-audit", "see the audit", Everyone);

    public static Operation CreateOrganisation { get; } = new("create-organisation", "create organisations", Role.Support);

    public static Operation ChangeOrganisation { get; } = new("change-organisation", "change organisations", Role.Support);

    public static Operation IssueToken { get; } = new("issue-token", "issue SCIM tokens", Role.Support);

    public static Operation RevokeToken { get; } = new("revoke-token", "revoke SCIM tokens", Role.Support);

    public static Operation ResendInvite { get; } = new("resend-invite", "send invites", Role.Support);

    public static Operation TryAgain { get; } = new("try-again", "try what was rejected again", Both);

    public static Operation ApplyAgain { get; } = new("apply-again", "apply a user again", Both);

    public static Operation ExportErrors { get; } = new("export-errors", "export synchronisation errors", Everyone);

    public static Operation SendMailAgain { get; } = new("send-mail-again", "send mails again", Both);

    public static Operation PreviewReplay { get; } = new("preview-replay", "see what a replay would do", Role.Operator);

    public static Operation ReplayLetters { get; } = new("replay-letters", "replay dead letters", Role.Operator);

    public static Operation DiscardLetters { get; } = new("discard-letters", "discard dead letters", Role.Operator);

    public static Operation ExportLetters { get; } = new("export-letters", "export dead letters", Role.Operator);

    public static Operation ReplayFile { get; } = new("replay-file", "replay dead letters from a file", Role.Operator);

    public static Operation StopRun { get; } = new("stop-run", "stop a run", Role.Operator);

    /// <summary>Every operation that there is.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        See, SeePeople, SeeAudit,
        CreateOrganisation, ChangeOrganisation, IssueToken, RevokeToken,
        ResendInvite, TryAgain, ApplyAgain, ExportErrors, SendMailAgain,
        PreviewReplay, ReplayLetters, DiscardLetters, ExportLetters, ReplayFile, StopRun,
    ];

    internal bool IsAllowedTo(Caller caller) => Roles.Any(caller.Roles.Contains);

    public override string ToString() => Name;
}
