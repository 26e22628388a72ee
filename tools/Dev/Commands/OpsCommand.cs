using System.CommandLine;
using Blink.Pipeline.Dev.Running;

namespace Blink.Pipeline.Dev.Commands;

/// <summary>The operations command line, against what <c>./dev up</c> runs.</summary>
static class OpsCommand
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Description = "The operations command and its options." };
        var command = new Command("ops", "Run the operations command line against ./dev up.") { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var info = await RunInfo.ReadAsync(cancellationToken);
            return await Child.RunAsync([.. Service.Ops.Command, .. parse.GetValue(arguments)!], RunSettings.Of(info), cancellationToken);
        });
        return command;
    }
}
