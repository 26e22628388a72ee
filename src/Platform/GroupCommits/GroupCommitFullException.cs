namespace Blink.Pipeline.Platform.GroupCommits;

/// <summary>As many items wait as may; this one was refused, and nothing of it was written.</summary>
public sealed class GroupCommitFullException() : InvalidOperationException("More is to be written than the database takes at the moment.");
