namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>Where people come in and go out.</summary>
static class SignInPaths
{
    /// <summary>The page that says how.</summary>
    public const string Page = "/sign-in";

    /// <summary>To the OpenID Connect provider.</summary>
    public const string Provider = "/sign-in/provider";

    /// <summary>Where the provider sends people back to.</summary>
    public const string Callback = "/sign-in/callback";

    /// <summary>A link's code follows.</summary>
    public const string Once = "/sign-in/once/";

    public const string Out = "/sign-out";
}
