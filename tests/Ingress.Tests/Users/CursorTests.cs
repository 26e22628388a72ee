using System.Buffers.Text;
using Blink.Pipeline.Ingress.Cursors;
using Blink.Pipeline.Ingress.Tests.Hosting;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Ingress.Tests.Users;

/// <summary>Pages by cursor, as a client sees them (RFC 9865).</summary>
public sealed class CursorTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public async Task A_walk_by_cursor_sees_everybody_once_and_ends_without_a_cursor()
    {
        using var client = await ClientAsync(7);
        var answer = await client.GetAsync("/Users?cursor&count=3&sortBy=userName");
        List<string> names = [.. Names(answer)];
        Assert.Equal((7, 3, null), (answer.Total, (int)answer.Json["itemsPerPage"]!, answer.Text("startIndex")));
        while (answer.Text("nextCursor") is { } cursor)
        {
            Assert.Matches("^[A-Za-z0-9._~-]+$", cursor);
            answer = await client.GetAsync($"/Users?cursor={cursor}&count=3&sortBy=userName");
            Assert.Equal((200, 7), (answer.Status, answer.Total));
            names.AddRange(Names(answer));
        }
        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5", "c6"], names);
    }

    [Fact]
    public async Task Only_a_query_with_a_cursor_is_paged_by_cursor()
    {
        using var client = await ClientAsync(2);
        var answer = await client.GetAsync("/Users?count=1");
        Assert.Equal(("1", null), (answer.Text("startIndex"), answer.Text("nextCursor")));
    }

    [Theory]
    [InlineData("/Users?cursor=&count=2", 2, true)]
    [InlineData("/Users?cursor=&count=3", 3, false)]
    [InlineData("/Users?cursor=&count=0", 0, false)]
    [InlineData("/Users?cursor=&count=-5", 0, false)]
    [InlineData("/Users?cursor=&count=1&startIndex=3", 1, true)]
    [InlineData("/Users?cursor=&filter=userName%20eq%20%22nobody%22", 0, false)]
    public async Task There_is_a_next_cursor_exactly_if_there_is_a_next_page(string path, int items, bool hasNext)
    {
        using var client = await ClientAsync(3);
        var answer = await client.GetAsync(path);
        Assert.Equal((items, hasNext), ((int)answer.Json["itemsPerPage"]!, answer.Text("nextCursor") is not null));
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_query_only_and_says_the_same_of_all_others()
    {
        using var client = await ClientAsync(3);
        using var other = await ClientAsync(3);
        var cursor = (await client.GetAsync("/Users?cursor=&count=1&sortBy=userName&filter=active%20eq%20true")).Text("nextCursor")!;
        const string Same = "count=1&sortBy=userName&filter=active%20eq%20true";
        Assert.Equal(200, (await client.GetAsync($"/Users?cursor={cursor}&{Same}")).Status);
        // Another way to write the same query, and another base address.
        Assert.Equal(200, (await client.GetAsync($"/v2/Users?cursor={cursor}&sortBy=USERNAME&filter=(active%20EQ%20True)%20")).Status);
        var refused = new[]
        {
            await other.GetAsync($"/Users?cursor={cursor}&{Same}"),
            await client.GetAsync($"/Users?cursor={cursor}&count=1&sortBy=userName"),
            await client.GetAsync($"/Users?cursor={cursor}&count=1&sortBy=title&filter=active%20eq%20true"),
            await client.GetAsync($"/Users?cursor={cursor}&{Same}&sortOrder=descending"),
            await client.GetAsync($"/Users?cursor=nonsense&{Same}"),
            await client.GetAsync($"/Users?cursor={new string('A', 100)}&{Same}"),
            await client.GetAsync($"/Users?cursor={new string('A', 7000)}&{Same}"),
            await client.GetAsync($"/Users?cursor=%20%C3%A9&{Same}"),
        };
        Assert.All(refused, answer => Assert.Equal((400, "invalidCursor"), (answer.Status, answer.Text("scimType"))));
        Assert.Single(refused.Select(answer => answer.Json.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task A_cursor_of_the_longest_value_still_fits_into_a_URL()
    {
        using var client = await ingress.ClientAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            var title = name + string.Concat(Enumerable.Repeat("😀", 1000));
            Assert.Equal(201, (await client.PostAsync("/Users", $$"""{"userName":"{{name}}","title":"{{title}}"}""")).Status);
        }
        var first = await client.GetAsync("/Users?cursor=&count=1&sortBy=title");
        var second = await client.GetAsync($"/Users?cursor={first.Text("nextCursor")}&count=1&sortBy=title");
        Assert.Equal((200, "b"), (second.Status, second.Text("Resources/0/userName")));
    }

    [Theory]
    [InlineData("/Users?cursor=&count=201")]
    [InlineData("/Users?cursor={cursor}&count=2")]
    [InlineData("/Users?cursor={cursor}&count=0")]
    public async Task A_count_that_is_too_large_or_not_the_first_page_s_is_invalidCount(string path)
    {
        using var client = await ClientAsync(3);
        var cursor = (await client.GetAsync("/Users?cursor=&count=1")).Text("nextCursor")!;
        var answer = await client.GetAsync(path.Replace("{cursor}", cursor, StringComparison.Ordinal));
        Assert.Equal((400, "invalidCount"), (answer.Status, answer.Text("scimType")));
        // Left out, it is that of the first page.
        Assert.Equal(1, (int)(await client.GetAsync($"/Users?cursor={cursor}")).Json["itemsPerPage"]!);
    }

    [Fact]
    public async Task A_cursor_is_good_on_every_instance_until_its_lifetime_is_over()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var later = IngressHost.Start(ingress.Database, clock: clock);
        await using var same = IngressHost.Start(ingress.Database, clock: clock);
        var organisation = await ingress.OrganisationAsync();
        using var client = later.ClientOf(organisation.Token);
        using var again = same.ClientOf(organisation.Token);
        await client.CreateAsync("a");
        await client.CreateAsync("b");
        var cursor = (await client.GetAsync("/Users?cursor=&count=1")).Text("nextCursor");

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await again.GetAsync($"/Users?cursor={cursor}&count=1")).Status);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var expired = await again.GetAsync($"/Users?cursor={cursor}&count=1");
        Assert.Equal((400, "expiredCursor"), (expired.Status, expired.Text("scimType")));
        Assert.Equal("3600", (await again.GetAsync("/ServiceProviderConfig")).Text("pagination/cursorTimeout"));
    }

    [Fact]
    public void A_sealed_cursor_shows_nothing_and_no_letter_of_it_can_be_changed() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 20], Gen.Int[0, 10_000], Gen.Int[1, 63]).Sample((content, scope, place, step) =>
        {
            const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            byte[] key = [.. Enumerable.Range(0, CursorSeal.KeySize).Select(number => (byte)number)];
            var cursor = CursorSeal.Seal(key, content, scope);
            Assert.Equal(content, CursorSeal.Open(key, cursor, scope));
            Assert.Null(CursorSeal.Open(key, cursor, [.. scope, 0]));
            Assert.True(content.Length < 4 || Base64Url.DecodeFromChars(cursor).AsSpan().IndexOf(content) < 0);
            var letters = cursor.ToCharArray();
            place %= letters.Length;
            letters[place] = Letters[(Letters.IndexOf(letters[place], StringComparison.Ordinal) + step) % 64];
            Assert.Null(CursorSeal.Open(key, new string(letters), scope));
        }, iter: 10_000);

    [Fact]
    public async Task Random_cursors_are_refused()
    {
        using var client = await ClientAsync(1);
        await Gen.String[Gen.Char.AlphaNumeric, 1, 300].SampleAsync(async cursor =>
        {
            var answer = await client.GetAsync($"/Users?cursor={Uri.EscapeDataString(cursor)}");
            Assert.Equal((400, "invalidCursor"), (answer.Status, answer.Text("scimType")));
        }, iter: 200, threads: 1);
    }

    async Task<ScimClient> ClientAsync(int users)
    {
        var client = await ingress.ClientAsync();
        for (var number = 0; number < users; number++)
            await client.CreateAsync($"c{number}");
        return client;
    }

    static IEnumerable<string> Names(ScimAnswer answer) => answer.Json["Resources"]!.AsArray().Select(user => (string)user!["userName"]!);
}
