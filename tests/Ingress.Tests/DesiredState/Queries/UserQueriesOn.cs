using Blink.Pipeline.Ingress.DesiredState.Queries;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

static class UserQueriesOn
{
    /// <summary>Queries with the options' defaults.</summary>
    public static UserQueries Database(NpgsqlDataSource dataSource)
    {
        var options = Options.Create(new QueryOptions());
        return new UserQueries(dataSource, new QueryTurns(options), options, Options.Create(new IngressOptions()));
    }
}
