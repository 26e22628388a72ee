using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Gives a process its PostgreSQL data source.</summary>
public static class DatabaseExtensions
{
    /// <summary>Registers one <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:Postgres</c>, and its readiness check.</summary>
    /// <param name="builder">The process being built.</param>
    /// <param name="defaults">What the connection string means where it says nothing, in its own notation.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder, string defaults = "")
    {
        // Read when first used, so that a test host can still set it.
        builder.Services.TryAddSingleton(provider => new NpgsqlDataSourceBuilder(defaults + ";" + (
            provider.GetRequiredService<IConfiguration>().GetConnectionString("Postgres")
            ?? throw new InvalidOperationException("ConnectionStrings:Postgres is not set: give the PostgreSQL connection string.")))
            // Only within a trace: a relay that finds nothing every second is none.
            .ConfigureTracing(tracing => tracing
                .ConfigureCommandFilter(_ => Activity.Current is not null)
                .ConfigureBatchFilter(_ => Activity.Current is not null)
                .EnableFirstResponseEvent(false)
                .EnablePhysicalOpenTracing(false))
            .Build());
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("postgres", tags: ["ready"]);
        return builder;
    }
}
