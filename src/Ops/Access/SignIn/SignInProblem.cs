namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>Why somebody sees the sign-in page again.</summary>
public enum SignInProblem
{
    /// <summary>They went out themselves.</summary>
    SignedOut,

    /// <summary>The session's time was over.</summary>
    SessionEnded,

    /// <summary>The link was followed before, or is too old.</summary>
    LinkIsUsed,

    /// <summary>The provider knows them, and gives them none of our roles.</summary>
    NoRole,

    /// <summary>The provider did not vouch for them, or did not answer.</summary>
    ProviderRefused,
}
