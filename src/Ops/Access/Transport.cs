namespace Blink.Pipeline.Ops.Access;

/// <summary>Whether people may come without encryption: on their own machine, and in development.</summary>
sealed class Transport(Listener listener, IHostEnvironment environment, IConfiguration configuration)
{
    // Behind a proxy on the same machine the listener is on loopback too, and those who come are not.
    public bool MayBePlain => environment.IsDevelopment() || (listener.IsLoopback && !configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED"));

    public CookieSecurePolicy Cookies => MayBePlain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

    // The prefix makes browsers keep a cookie to this host, and refuse it from anybody who could set one without encryption.
    public string CookieName(string of) => MayBePlain ? $"blink-{of}" : $"__Host-blink-{of}";
}
