using Blink.Pipeline.Platform.Purging;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>What asynchronous requests need.</summary>
static class AsyncRequestServices
{
    public static WebApplicationBuilder AddAsyncRequests(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<AsyncRequestOptions, AsyncRequestOptionsValidator>().BindConfiguration("AsyncRequests");
        builder.Services.AddSingleton<AsyncRequestStore>();
        builder.Services.AddSingleton<OutcomeWait>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OutcomeWait>());
        builder.Services.AddPurges(AsyncRequestStore.Purge);
        return builder;
    }
}
