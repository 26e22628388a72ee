using Microsoft.Extensions.Configuration;

namespace Blink.Pipeline.Ops.Tests;

public sealed class OpsSettingsTests
{
    [Theory]
    [InlineData("http://alice:s%40cret@broker:15672", "alice", "s@cret")]
    [InlineData("http://broker:15672", "environment", "p%40ss")]
    public void The_user_in_the_management_address_comes_before_the_one_beside_it(string url, string user, string password)
    {
        var settings = new OpsSettings(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RabbitMq:ManagementUrl"] = url,
            ["RabbitMq:ManagementUser"] = "environment",
            ["RabbitMq:ManagementPassword"] = "p%40ss",
        }).Build());

        var management = settings.Management;

        Assert.Equal((user, password), (Uri.UnescapeDataString(management.UserName), Uri.UnescapeDataString(management.Password)));
    }
}
