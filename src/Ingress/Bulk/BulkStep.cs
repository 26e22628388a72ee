using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Bulk;

namespace Blink.Pipeline.Ingress.Bulk;

/// <summary>An operation of a bulk job, ready to be carried out.</summary>
/// <param name="Index">Its zero-based place in the request.</param>
/// <param name="Operation">The operation.</param>
/// <param name="After">The place of the operation that has to come first: its own, or that of the POST that its path refers to.</param>
/// <param name="Id">The id in its path, as it was sent; null: there is none, or it is of a user that the job creates.</param>
/// <param name="Item">What it does.</param>
sealed record BulkStep(int Index, BulkOperation Operation, int After, string? Id, UserJobItem Item);
