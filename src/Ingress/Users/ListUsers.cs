using System.Globalization;
using System.Numerics;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Messages;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>GET /Users</c> (RFC 7644 §3.4.2): always 200 with a list, also when nobody matches.</summary>
static class ListUsers
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, Organisation organisation, UserQueries users, IOptions<IngressOptions> options)
    {
        var query = context.Request.Query;
        var selection = context.Request.Selection();
        var filter = string.IsNullOrWhiteSpace(query["filter"]) ? null : Filter.Parse(query["filter"]!);
        // RFC 7644 §3.4.2.4: a startIndex below 1 is 1, a negative count is 0.
        var startIndex = Math.Max(1, Number(query, "startIndex") ?? 1);
        var count = Math.Clamp(Number(query, "count") ?? options.Value.DefaultPageSize, 0, options.Value.MaxPageSize);

        var page = await users.ListAsync(organisation.Id, filter, startIndex - 1, count, context.RequestAborted);
        var resources = await UserAnswer.ResourcesAsync(context, page.Users, selection);
        return new ScimResult(StatusCodes.Status200OK, new ListResponse(page.Total, startIndex, resources).ToJson());
    }

    // A number beyond 32 bits is as good as the largest: no listing is so long.
    static int? Number(IQueryCollection query, string name)
    {
        var text = (string?)query[name];
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return text.Length < 100 && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (int)BigInteger.Clamp(number, int.MinValue, int.MaxValue)
            : throw ScimException.InvalidValue(name, "an integer is expected.");
    }
}
