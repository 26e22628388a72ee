using Blink.Pipeline.Ops.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Blink.Pipeline.Ops.Console.Shell;

/// <summary>A page stays open after its cookie has run out: whoever looks at it then is nobody any more.</summary>
sealed class SessionWatch(ILoggerFactory loggers, TimeProvider timeProvider) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(Caller.From(authenticationState.User).IsSomebody(timeProvider.GetUtcNow()));
}
