namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>An invite as the mail shows it; the text and the HTML form say the same.</summary>
/// <param name="PersonName">Who is invited; may be empty.</param>
/// <param name="Address">The e-mail address to sign in with.</param>
/// <param name="OrganisationName">Who invites.</param>
/// <param name="AppUrl">Where to sign in; null: no link.</param>
public sealed record InvitationView(string PersonName, string Address, string OrganisationName, Uri? AppUrl)
{
    const int MaxShown = 200;

    /// <summary>The salutation's name: the person's, or the address.</summary>
    public string Addressee => PersonName == "" ? Address : PersonName;

    internal static InvitationView Of(string? firstName, string? surname, string address, string organisationName, Uri? appUrl) => new(
        SafeText.Line($"{firstName} {surname}", MaxShown),
        SafeText.Line(address, MaxShown),
        SafeText.Line(organisationName, MaxShown),
        appUrl);
}
