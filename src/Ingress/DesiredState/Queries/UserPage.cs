namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Some of the users that match a query, in its order.</summary>
/// <param name="Total">How many users match, on this page or not; null: not asked for.</param>
/// <param name="Users">The users of the page, each with its place in the order.</param>
/// <param name="IsCutShort">Whether more were to be on it, and would have made it too large.</param>
sealed record UserPage(int? Total, IReadOnlyList<PlacedUser> Users, bool IsCutShort);

/// <summary>A user and its place in an order.</summary>
readonly record struct PlacedUser(StoredUser User, UserPosition Position);

/// <summary>A place in an order: what the user there had when it was read, so that it stays where it was whatever becomes of the user.</summary>
/// <param name="Key">What is ordered by, as PostgreSQL writes it; null: the user had no value.</param>
/// <param name="Id">The user's id.</param>
readonly record struct UserPosition(string? Key, Guid Id);
