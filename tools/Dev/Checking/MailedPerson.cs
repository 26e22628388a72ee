namespace Blink.Pipeline.Dev.Checking;

/// <summary>One line of a digest's attached file.</summary>
/// <param name="Status">error, warning or resolved.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="UserName">Whom it is about.</param>
/// <param name="RaisedAt">When the error was raised.</param>
sealed record MailedPerson(string Status, string Reason, string UserName, string RaisedAt);
