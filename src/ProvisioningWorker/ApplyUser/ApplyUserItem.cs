namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>One command on its way into a group.</summary>
/// <param name="Command">The command.</param>
/// <param name="Traceparent">The W3C trace context that it came with, handed on to whatever it causes.</param>
sealed record ApplyUserItem(Contracts.ApplyUser Command, string? Traceparent);
