using System.CommandLine;
using Blink.Pipeline.Ops.Access.SignIn;

namespace Blink.Pipeline.Ops.Cli;

static class SignInLinkCommand
{
    public static Command Create()
    {
        var console = new Option<string>("--console")
        {
            Description = "The console's address.",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:5801/",
        };
        return new Command("sign-in-link", "Make a link that signs in to the console once, within ten minutes; for development, where Console__OneTimeLinks is true.") { console }.Runs(async context =>
            context.Show(
                await context.Use<SignInLinks>().CreateAsync(Address(context.Get(console)!), context.Actor, context.CancellationToken),
                link => Tables.Facts(("Link", link.Url.ToString()), ("Works until", Words.Time(link.ExpiresAt)))));
    }

    static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new OpsException($"'{text}' is no address of a console: give it as http://127.0.0.1:5801/.");
}
