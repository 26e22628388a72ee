namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>How the provisioning service works against one tenant URL.</summary>
public sealed record ProvisioningOptions
{
    /// <summary>The SCIM base, such as <c>https://host/scim</c>; the flag of <see cref="Mode"/> is added to its query.</summary>
    public required Uri TenantUrl { get; init; }

    /// <summary>The secret token, sent as bearer token.</summary>
    public required string Token { get; init; }

    /// <summary>Default: <see cref="PatchMode.Default"/>, as Entra without a flag.</summary>
    public PatchMode Mode { get; init; }

    /// <summary>
    /// Requests a second at most; Entra asks gallery apps for 25. Default <see langword="null"/>: as fast as the server answers.
    /// </summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Users that are worked on at the same time. Default 16.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>
    /// Whether a value that is gone from the directory is cleared at the target: <c>Replace</c> with <c>""</c> (null for the
    /// manager), or <c>remove</c> with the flag. Entra sends that only where it is set up to; by default it leaves the old value. Default false.
    /// </summary>
    public bool SendNullForCleared { get; init; }

    /// <summary>How long an answer may take, as Entra has it. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// First wait before objects in escrow are tried again inside one run; doubles up to <see cref="LongestEscrowWait"/>.
    /// Entra itself waits for the next cycle. Default 1 second.
    /// </summary>
    public TimeSpan FirstEscrowWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two such tries. Default 30 seconds.</summary>
    public TimeSpan LongestEscrowWait { get; init; } = TimeSpan.FromSeconds(30);
}
