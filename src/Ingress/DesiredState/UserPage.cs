namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>One page of a listing.</summary>
/// <param name="Total">How many users match, on this page or not.</param>
/// <param name="Users">The users of the page.</param>
sealed record UserPage(int Total, IReadOnlyList<StoredUser> Users);
