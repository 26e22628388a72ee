using System.Text.Json;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>An SMTP server that is killed, refuses, hangs, or goes away when it has a mail.</summary>
static class MailFaults
{
    const string Hurts = "SMTP";
    static readonly string[] Steps = ["RCPT", "DATA"];

    public static IEnumerable<Fault> All { get; } =
    [
        new("smtp-kill", Hurts, "kill -9 of the SMTP server, and a start some seconds later", KillAsync),
        new("smtp-421", Hurts, "SMTP answers 421 and closes the connection", (strike, token) => FailAsync(strike, "421 4.3.2 Shutting down", token)),
        new("smtp-450", Hurts, "SMTP answers 450: for the time being", (strike, token) => FailAsync(strike, "450 4.2.1 Mailbox busy", token)),
        new("smtp-550", Hurts, "SMTP answers 550: for good; an operator has the digests sent again", RefuseAsync),
        new("smtp-hang", Hurts, "SMTP does not answer", (strike, token) => FailAsync(strike, "hang", token)),
        new("smtp-drop", Hurts, "SMTP closes the connection without a word; after DATA it has the mail", (strike, token) => FailAsync(strike, "drop", token)),
    ];

    static async Task KillAsync(Strike strike, CancellationToken cancellationToken)
    {
        var mail = strike.Pipeline.Servers.Mail;
        strike.Say("kill -9 of the SMTP server");
        await mail.KillAsync(cancellationToken);
        try
        {
            await strike.LastAsync(strike.Length(2, 20), cancellationToken);
        }
        finally
        {
            await mail.StartAsync(cancellationToken);
        }

        strike.Say("SMTP answers again");
    }

    static async Task FailAsync(Strike strike, string fault, CancellationToken cancellationToken)
    {
        var (step, length) = (strike.One(Steps), strike.Length(5, 30));
        strike.Say($"SMTP at {step}: {fault}, for {length.TotalSeconds:0.0} s");
        strike.Pipeline.Servers.Mail.FailAt(step, fault);
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            strike.Pipeline.Servers.Mail.FailNoMore();
        }
    }

    static async Task RefuseAsync(Strike strike, CancellationToken cancellationToken)
    {
        await FailAsync(strike, "550 5.7.1 Refused", cancellationToken);
        using var failed = JsonDocument.Parse(await strike.UntilDoneAsync(() => strike.Pipeline.OpsAsync("digests", "list", "--failed", "--json"), cancellationToken));
        foreach (var digest in failed.RootElement.EnumerateArray())
        {
            var id = digest.GetProperty("id").GetString()!;
            strike.Say($"digest {id} was refused; an operator has it sent again");
            await strike.UntilDoneAsync(() => strike.Pipeline.OpsAsync("digests", "retry", id), cancellationToken);
        }
    }
}
