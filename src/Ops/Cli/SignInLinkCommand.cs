using System.CommandLine;
using Blink.Pipeline.Ops.Access.SignIn;

namespace Blink.Pipeline.Ops.Cli;

static class SignInLinkCommand
{
    public static Command Create()
    {
        var console = new Option<Uri>("--console")
        {
            Description = "The console's address.",
            HelpName = "URL",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:5801/"),
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))
                    return address;
                result.AddError($"--console takes an address such as https://console.example/, not '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        return new Command("sign-in-link", "Make a link that signs in to the console once, within ten minutes; for development, where Console__OneTimeLinks is true.") { console }.Runs(async context =>
            context.Show(
                await context.Use<SignInLinks>().CreateAsync(context.Get(console)!, context.Actor, context.CancellationToken),
                link => Tables.Facts(("Link", link.Url.ToString()), ("Works until", Words.Time(link.ExpiresAt)))));
    }
}
