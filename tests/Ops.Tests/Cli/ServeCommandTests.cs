using Blink.Pipeline.Ops.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class ServeCommandTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task It_serves_the_console_to_whoever_has_signed_in()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = ops.Database.ConnectionString,
            ["RabbitMq:Uri"] = ops.Broker.Uri.OriginalString,
        });
        await using var application = ServeCommand.Build(builder);
        await application.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };

        var page = await client.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains("<h1>Blink operations</h1>", page, StringComparison.Ordinal);
    }
}
