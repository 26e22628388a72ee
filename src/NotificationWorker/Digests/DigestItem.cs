namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>One person in a digest. Texts are single lines already; each form of the mail encodes them for itself.</summary>
/// <param name="Reason">The reason's code, as the provisioning worker gave it.</param>
/// <param name="Name">What the person is called; may be empty.</param>
/// <param name="UserName">The SCIM userName.</param>
/// <param name="EmployeeId">The employee id; may be empty.</param>
/// <param name="Value">What is in the way, as the directory wrote it; may be empty.</param>
/// <param name="RaisedAt">When the error was raised.</param>
public sealed record DigestItem(string Reason, string Name, string UserName, string EmployeeId, string Value, DateTimeOffset RaisedAt)
{
    const int MaxShown = 200;

    /// <summary>The same person with texts short enough to be read; the attached file has them whole.</summary>
    /// <returns>The person.</returns>
    public DigestItem Shortened() => this with
    {
        Name = SafeText.Line(Name, MaxShown),
        UserName = SafeText.Line(UserName, MaxShown),
        EmployeeId = SafeText.Line(EmployeeId, MaxShown),
        Value = SafeText.Line(Value, MaxShown),
    };
}
