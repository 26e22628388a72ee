using System.Net;
using System.Net.Http.Headers;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ingress.Tests.Http;

/// <summary>Few requests with large bodies take no more memory than many with small ones.</summary>
public sealed class BodiesUnderWayTests
{
    const int BodySize = 1024 * 1024;
    const int Bodies = 16;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_have_a_size_together_and_what_finds_no_room_is_503(bool withLength)
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: ("Ingress:MaxBodiesSize", $"{Bodies * BodySize}"));
        using var client = host.ClientOf(organisation.Token);
        var underWay = host.Services.GetRequiredService<BodiesUnderWay>();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var stalled = Enumerable.Range(0, Bodies).Select(_ => SendStalledAsync(client, withLength, giveUp.Token)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(underWay.Size == Bodies * BodySize));

        var refused = await client.PostAsync("/Users", User.Json("refused@x.com"));

        Assert.Equal(503, refused.Status);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(0, (await client.GetAsync("/Users")).Total);
        Assert.All(stalled, request => Assert.False(request.IsCompleted));

        await giveUp.CancelAsync();
        await Task.WhenAll(stalled);
        await Eventually.HoldsAsync(() => Task.FromResult(underWay.Size == 0));
        await client.CreateAsync("accepted@x.com");
        await Eventually.HoldsAsync(() => Task.FromResult(underWay.Size == 0));
    }

    static async Task SendStalledAsync(ScimClient client, bool withLength, CancellationToken giveUp)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, client.Address("/Users")) { Content = new StalledContent(withLength) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Http.SendAsync(request, giveUp));
    }

    // All but the end of a body of a megabyte: with its length all but a byte, without it all but the mark that nothing follows.
    sealed class StalledContent : HttpContent
    {
        readonly bool withLength;

        public StalledContent(bool withLength)
        {
            this.withLength = withLength;
            Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[withLength ? BodySize - 1 : BodySize], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = BodySize;
            return withLength;
        }
    }
}
