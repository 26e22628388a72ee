using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>An organisation in a listing.</summary>
/// <param name="Organisation">The organisation.</param>
/// <param name="Sync">How far its accounts are behind, and its alerts.</param>
/// <param name="LastCallAt">When a token of it was last seen, to the minute or so; null: never.</param>
/// <param name="OpenErrors">Sync errors that it has to mend.</param>
/// <param name="ActiveTokens">Tokens that are accepted.</param>
/// <param name="TokenExpiresAt">When the last of those expires; null: there is none.</param>
public sealed record OrganisationOverview(
    Organisation Organisation,
    OrganisationSync Sync,
    DateTimeOffset? LastCallAt,
    long OpenErrors,
    int ActiveTokens,
    DateTimeOffset? TokenExpiresAt);

/// <summary>A page of organisations.</summary>
/// <param name="Organisations">Those of the page.</param>
/// <param name="Total">How many match.</param>
sealed record OrganisationPage(IReadOnlyList<OrganisationOverview> Organisations, int Total);

/// <summary>In what order organisations are listed.</summary>
enum OrganisationOrder
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>Those first whose oldest pending change waits longest.</summary>
    Lag,

    /// <summary>Those first with the most open sync errors.</summary>
    Errors,

    /// <summary>Those first that called longest ago.</summary>
    LastCall,

    /// <summary>The largest first.</summary>
    Users,

    /// <summary>Those first with the most open alerts.</summary>
    Alerts,
}

/// <summary>Which organisations.</summary>
/// <param name="Search">Only those whose name, notification address or id holds this; null: all.</param>
/// <param name="Order">In what order.</param>
/// <param name="Skip">How many to leave out.</param>
/// <param name="Take">How many at most.</param>
sealed record OrganisationQuery(string? Search = null, OrganisationOrder Order = OrganisationOrder.Name, int Skip = 0, int Take = 50);
