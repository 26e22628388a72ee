namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>Names a request. A txn of another organisation finds nothing: organisations are walled off.</summary>
readonly record struct AsyncRequestKey(Guid OrganisationId, string Txn);
