using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Filters;

public sealed class FilterProperties
{
    [Fact]
    public void A_printed_filter_parses_to_the_same_filter() =>
        FilterGen.Filter(3).Sample(filter => Filter.Parse(filter.ToString()) == filter, iter: 10_000);

    [Fact]
    public void Any_text_is_a_filter_or_refused() =>
        FilterGen.Scrap.Sample(text =>
        {
            try
            {
                FilterEvaluator.Matches(Filter.Parse(text), UserType.Instance, UserType.Read("""{"userName":"u","emails":[{"value":"a"}]}"""));
            }
            catch (ScimException exception)
            {
                Assert.Equal("invalidFilter", exception.Error.ScimType);
            }
        }, iter: 10_000);
}
