using System.Net;
using System.Net.Sockets;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

public sealed class EscrowTests
{
    [Theory]
    [InlineData(HttpStatusCode.Conflict, EscrowCode.Conflict)]
    [InlineData(HttpStatusCode.TooManyRequests, EscrowCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable, EscrowCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadRequest, EscrowCode.BadRequest)]
    [InlineData(HttpStatusCode.OK, EscrowCode.ServiceIncompatible)]
    public async Task A_refused_user_stays_in_escrow_and_the_next_cycle_tries_it_again(HttpStatusCode status, EscrowCode code)
    {
        using var entra = new Entra();
        var (bad, good) = (Entra.User("bad"), Entra.User("good"));
        entra.Directory.Put(bad);
        entra.Directory.Put(good);
        entra.Store.Trouble = request => IsPostOf(request, "bad") ? new HttpResponseMessage(status) { Content = new StringContent("{}") } : null;

        var report = await entra.InitialAsync();

        var escrow = Assert.Single(report.Escrows);
        Assert.Equal((bad.ObjectId, code, 1), (escrow.ObjectId, escrow.Code, escrow.Attempts));
        Assert.Equal((1, 1), (report.Totals.Acknowledged, report.Totals.Failed));
        entra.Store.Trouble = _ => null;
        Assert.Empty((await entra.IncrementalAsync()).Escrows);
        Assert.Empty(entra.Differences());
    }

    public static TheoryData<Exception> LostAnswers { get; } =
    [
        new HttpRequestException("The connection was reset."),
        new IOException("The connection was reset."),
        new SocketException((int)SocketError.NotConnected),
    ];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_user_whose_answer_got_lost_is_found_by_the_next_cycle_and_not_created_twice(Exception lost)
    {
        using var entra = new Entra();
        entra.Directory.Put(Entra.User("lost"));
        entra.Store.Trouble = request =>
        {
            if (request.Method != HttpMethod.Post) return null;
            entra.Store.Users["1"] = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(entra.Store.Requests.Last().Body)!;
            entra.Store.Users["1"]["id"] = "1";
            throw lost;
        };

        Assert.Equal(EscrowCode.Timeout, Assert.Single((await entra.InitialAsync()).Escrows).Code);

        Assert.Equal(1, (await entra.IncrementalAsync()).Totals.Matched);
        Assert.Empty(entra.Differences());
    }

    [Fact]
    public async Task A_report_waits_in_escrow_until_its_manager_is_provisioned()
    {
        using var entra = new Entra();
        var manager = Entra.User("manager");
        entra.Directory.Put(manager);
        entra.Directory.Put(Entra.User("report") with { ManagerObjectId = manager.ObjectId });
        entra.Store.Trouble = request => IsPostOf(request, "manager") ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : null;

        var report = await entra.InitialAsync();

        Assert.Equal([EscrowCode.InternalServerError, EscrowCode.ReferenceNotResolved], report.Escrows.Select(escrow => escrow.Code).Order());
        entra.Store.Trouble = _ => null;
        Assert.Empty((await entra.IncrementalAsync()).Escrows);
        Assert.Empty(entra.Differences());
    }

    [Fact]
    public async Task A_failed_deletion_is_tried_again()
    {
        using var entra = new Entra();
        var user = Entra.User("gone");
        entra.Directory.Put(user);
        await entra.InitialAsync();
        entra.Directory.HardDelete(user.ObjectId);
        entra.Store.Trouble = request => request.Method == HttpMethod.Delete ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null;
        Assert.Single((await entra.IncrementalAsync()).Escrows);

        entra.Store.Trouble = _ => null;

        Assert.Empty((await entra.IncrementalAsync()).Escrows);
        Assert.Empty(entra.Store.Users);
    }

    [Fact]
    public async Task Escrows_are_retried_with_waits_that_double_until_the_server_is_back()
    {
        using var entra = new Entra();
        entra.Directory.Put(Entra.User("patient"));
        entra.Store.Trouble = request => request.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        await entra.InitialAsync();
        var taken = new List<TimeSpan>();
        var start = entra.Time.GetUtcNow();
        entra.Store.Trouble = request =>
        {
            if (request.Method != HttpMethod.Post) return null;
            taken.Add(entra.Time.GetUtcNow() - start);
            return taken.Count < 3 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        };

        var retry = entra.Service.RetryEscrowsAsync(TimeSpan.FromMinutes(5), null, TestContext.Current.CancellationToken);
        Assert.Empty((await entra.Time.PassAsync(retry, IsWait)).Escrows);
        Assert.Equal([1, 3, 7], taken.Select(after => after.TotalSeconds));
    }

    [Fact]
    public async Task Retrying_ends_with_the_time_given_and_reports_what_is_left()
    {
        using var entra = new Entra();
        entra.Directory.Put(Entra.User("hopeless"));
        entra.Store.Trouble = request => request.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        await entra.InitialAsync();

        var retry = entra.Service.RetryEscrowsAsync(TimeSpan.FromSeconds(10), null, TestContext.Current.CancellationToken);
        Assert.Equal(4, Assert.Single((await entra.Time.PassAsync(retry, IsWait)).Escrows).Attempts);
    }

    [Fact]
    public async Task A_server_that_never_answers_costs_no_more_than_the_timeout()
    {
        using var entra = new Entra();
        using var hanging = new HttpClient(new Hanging()) { Timeout = Timeout.InfiniteTimeSpan };
        entra.Directory.Put(Entra.User("slow"));
        var options = new ProvisioningOptions { TenantUrl = new Uri("https://scim.example/scim"), Token = "secret" };
        var service = new ProvisioningService(hanging, entra.Directory, options, entra.Time);

        var cycle = service.RunInitialCycleAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal(EscrowCode.Timeout, Assert.Single((await entra.Time.PassAsync(cycle, due => due == options.Timeout)).Escrows).Code);
    }

    // The longest wait between tries is shorter than the deadline of a request.
    static bool IsWait(TimeSpan due) => due <= TimeSpan.FromSeconds(30);

    static bool IsPostOf(HttpRequestMessage request, string login) =>
        request.Method == HttpMethod.Post && request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken).Result.Contains($"\"{login}\"", StringComparison.Ordinal);

    sealed class Hanging : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
