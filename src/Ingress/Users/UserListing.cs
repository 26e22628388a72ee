using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Cursors;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>Answers queries for users: by index, unless they bring a cursor (RFC 7644 §3.4.2.4, RFC 9865).</summary>
sealed class UserListing(
    UserQueries users, PageCursors cursors, IOptions<IngressOptions> options, IOptions<QueryOptions> queryOptions)
{
    delegate Task<List<JsonObject>> Show(IEnumerable<PlacedUser> users);

    /// <summary>The page that is asked for. With a cursor, startIndex means nothing.</summary>
    /// <exception cref="ScimException">400: what is asked for cannot be read, or costs too much.</exception>
    public async Task<IResult> AnswerAsync(HttpContext context, Organisation organisation, SearchRequest request)
    {
        var selection = AttributeSelection.Parse(UserResourceType.Definition, request.Attributes, request.ExcludedAttributes);
        var filter = request.Filter is null ? null : Filter.Parse(request.Filter, queryOptions.Value.FilterLimits);
        var order = UserOrder.Parse(request.SortBy, request.IsDescending);
        var query = new UserQuery(organisation.Id, $"{context.Request.BaseUri()}/Users/", filter, order);
        var list = request.Cursor switch
        {
            null => await IndexPageAsync(query, request, ShowAsync, context.RequestAborted),
            "" => await FirstPageAsync(query, request, ShowAsync, context.RequestAborted),
            var cursor => await NextPageAsync(query, request, cursor, ShowAsync, context.RequestAborted),
        };
        return new ScimResult(StatusCodes.Status200OK, list.ToJson());

        Task<List<JsonObject>> ShowAsync(IEnumerable<PlacedUser> found) =>
            UserAnswer.ResourcesAsync(context, [.. found.Select(user => user.User)], selection);
    }

    // RFC 7644 §3.4.2.4: a startIndex below 1 is 1, a negative count is 0.
    async Task<ListResponse> IndexPageAsync(UserQuery query, SearchRequest request, Show show, CancellationToken cancellationToken)
    {
        var startIndex = Math.Max(1, request.StartIndex ?? 1);
        var count = Math.Clamp(request.Count ?? options.Value.DefaultPageSize, 0, options.Value.MaxPageSize);
        var page = await users.ListAsync(query, startIndex - 1, count, cancellationToken);
        return new ListResponse(page.Total!.Value, startIndex, await show(page.Users));
    }

    async Task<ListResponse> FirstPageAsync(UserQuery query, SearchRequest request, Show show, CancellationToken cancellationToken)
    {
        // RFC 9865 §2: a negative count is 0. One more user than is shown says whether there is a next page.
        var count = Math.Max(0, request.Count ?? options.Value.DefaultPageSize);
        if (count > options.Value.MaxPageSize)
            throw ScimException.InvalidCount($"at most {options.Value.MaxPageSize} resources are on one page.");
        var page = await users.ListAsync(query, 0, count == 0 ? 0 : count + 1, cancellationToken);
        return await ResponseAsync(query, page, count, page.Total!.Value, show, cancellationToken);
    }

    async Task<ListResponse> NextPageAsync(
        UserQuery query, SearchRequest request, string text, Show show, CancellationToken cancellationToken)
    {
        var cursor = await cursors.ReadAsync(query, text, cancellationToken);
        if (request.Count is { } given && given != cursor.Count)
            throw ScimException.InvalidCount($"the first page had {cursor.Count}, and every page has the count of the first.");
        var page = await users.ListAfterAsync(query, cursor.Position, cursor.Count + 1, cancellationToken);
        return await ResponseAsync(query, page, cursor.Count, cursor.Total, show, cancellationToken);
    }

    async Task<ListResponse> ResponseAsync(
        UserQuery query, UserPage page, int count, int total, Show show, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlacedUser> shown = [.. page.Users.Take(count)];
        // Nobody was asked for: there is no last resource to go on from.
        var next = shown.Count > 0 && (page.IsCutShort || page.Users.Count > count)
            ? await cursors.WriteAsync(query, count, total, shown[^1].Position, cancellationToken)
            : null;
        return new ListResponse(total, null, await show(shown), next);
    }
}
