using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blink.Pipeline.Platform.Purging;

/// <summary>Gives a program what it forgets.</summary>
public static class PurgeExtensions
{
    /// <summary>Registers what is to be forgotten, and what does it. It needs the database.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="purges">The purges, in their order; read when the program runs, so that options can say how long a history is.</param>
    public static void AddPurges(this IServiceCollection services, params Func<IServiceProvider, Purge>[] purges)
    {
        services.AddOptionsWithValidateOnStart<PurgeOptions, PurgeOptionsValidator>().BindConfiguration("Purge");
        foreach (var purge in purges)
            services.AddSingleton(purge);
        services.TryAddSingleton<PurgeRun>();
        services.AddHostedService(provider => provider.GetRequiredService<PurgeRun>());
    }
}
