using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

public sealed class BrokerOutageTests
{
    [Fact]
    public async Task Without_the_broker_everything_is_acknowledged_and_applied_once_it_is_back()
    {
        await using var broker = await TestServers.StartOwnRabbitMqAsync();
        await using var pipeline = await Pipeline.OnAsync(broker);
        var contoso = await pipeline.OrganisationAsync("Contoso");
        await CreateAsync(contoso, "before", 20);
        await contoso.SettledAsync();

        await broker.StopAsync(TestContext.Current.CancellationToken);
        await CreateAsync(contoso, "during", 20);
        await broker.StartAsync(TestContext.Current.CancellationToken);

        await contoso.SettledAsync();
        Assert.Equal(40, (await contoso.AccountsAsync("account_id")).Count);
    }

    // Each of them asserts that it was answered 201.
    static Task<Guid[]> CreateAsync(Organisation organisation, string name, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => organisation.CreateAsync($"{name}-{number}@contoso.example")));
}
