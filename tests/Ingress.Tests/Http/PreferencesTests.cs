using Blink.Pipeline.Ingress.Http;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Blink.Pipeline.Ingress.Tests.Http;

/// <summary>The syntax of RFC 7240 §2.</summary>
public sealed class PreferencesTests
{
    [Theory]
    [InlineData(true, null, "respond-async")]
    [InlineData(true, null, "Respond-ASYNC")]
    [InlineData(true, null, "respond-async=\"\"")]
    [InlineData(true, 10, "respond-async, wait=10")]
    [InlineData(true, 10, "WAIT=10 , respond-async")]
    [InlineData(true, 10, "wait=\"10\", respond-async")]
    [InlineData(true, 10, "wait = 10,,respond-async")]
    [InlineData(true, 10, "return=minimal; foo=\"a, wait=3\", respond-async; bar, wait=10;baz=1")]
    [InlineData(true, 0, "respond-async, wait=0")]
    [InlineData(true, 10, "wait=10", "handling=lenient", "respond-async")]
    [InlineData(false, 10, "wait=10")]
    [InlineData(false, null, "")]
    [InlineData(false, null, "respond-asynchronously")]
    [InlineData(false, null, "return=representation; respond-async")]
    [InlineData(false, null, "foo=\"respond-async\"")]
    [InlineData(false, null, "\"respond-async")]
    public void Lists_parameters_quotes_and_several_headers_are_read(bool respondAsync, int? wait, params string[] headers) =>
        Assert.Equal(new Preferences(respondAsync, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null), Read(headers));

    [Fact]
    public void Of_a_preference_that_is_given_twice_the_first_counts() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Read(["wait=1, wait=2", "wait=3"]).Wait);

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("١")]
    public void A_wait_that_is_no_number_of_seconds_is_as_if_it_were_not_there(string wait) =>
        Assert.Equal(new Preferences(true, null), Read([$"respond-async, wait={wait}"]));

    [Fact]
    public void A_wait_longer_than_can_be_counted_is_the_longest() =>
        Assert.Equal(TimeSpan.FromSeconds(int.MaxValue), Read(["respond-async, wait=99999999999999999999"]).Wait);

    [Fact]
    public void Without_the_header_nothing_is_preferred() => Assert.Equal(new Preferences(false, null), Preferences.Of(new HeaderDictionary()));

    [Fact]
    public void No_header_is_too_odd_to_be_read() =>
        Gen.String[Gen.Char["respond-async wait=123\"\\,;\t€\u0001"], 0, 60].Array[1, 3].Sample(headers => Read(headers).Wait is not { Ticks: < 0 }, iter: 10_000);

    static Preferences Read(string[] headers) => Preferences.Of(new HeaderDictionary { ["Prefer"] = new StringValues(headers) });
}
