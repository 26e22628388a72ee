using Microsoft.AspNetCore.Http.Features;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>The organisation that the request's token belongs to: the only one whose users the request can see or change.</summary>
sealed record Organisation(Guid Id)
{
    /// <summary>Hands it to a request handler that has it as a parameter.</summary>
    public static ValueTask<Organisation> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.GetRequiredFeature<Organisation>());
}
