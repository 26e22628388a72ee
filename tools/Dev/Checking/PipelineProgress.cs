namespace Blink.Pipeline.Dev.Checking;

/// <summary>How far an organisation's users are.</summary>
/// <param name="Users">SCIM users, deleted ones included.</param>
/// <param name="Applied">Those whose newest version is applied.</param>
/// <param name="Rejected">Those whose newest version is rejected.</param>
sealed record PipelineProgress(long Users, long Applied, long Rejected)
{
    /// <summary>Users whose newest version nobody has decided on yet.</summary>
    public long Pending => Users - Applied - Rejected;
}
