namespace Blink.Pipeline.NotificationWorker.Watching;

/// <summary>How many mails of one kind are in one state, over all organisations.</summary>
/// <param name="Kind"><c>digest</c>, <c>invite</c> or <c>alert</c>.</param>
/// <param name="Status"><c>pending</c>, <c>sending</c>, <c>unaddressed</c> or <c>failed</c>.</param>
/// <param name="Count">How many.</param>
sealed record OpenMails(string Kind, string Status, long Count);
