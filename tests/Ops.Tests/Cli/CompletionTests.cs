using System.CommandLine;
using System.Diagnostics;
using Blink.Pipeline.Ops.Cli;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class CompletionTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ops orga", "organisations")]
    [InlineData("ops errors tr", "try-again")]
    [InlineData("ops organisations create X --tier ent", "enterprise")]
    [InlineData("ops errors list --reason-code mobile_in_use_", "mobile_in_use_elsewhere")]
    [InlineData("ops mails list --ki", "--kind")]
    [InlineData("ops completion zs", "zsh")]
    public async Task Commands_options_and_their_values_are_suggested(string line, string expected) =>
        Assert.Equal([expected], await SuggestAsync(line));

    [Fact]
    public async Task What_is_behind_the_cursor_does_not_count()
    {
        var output = new StringWriter();
        await OpsCommandLine.RunAsync(["[suggest:8]", "ops orga list --json"], new InvocationConfiguration { Output = output }, Token);

        Assert.Equal("organisations", output.ToString().Trim());
    }

    [Fact]
    public async Task Every_command_is_suggested_after_the_programs_name()
    {
        var suggested = await SuggestAsync("ops ");

        Assert.Superset(new HashSet<string> { "overview", "organisations", "users", "errors", "mails", "audit", "completion", "serve" }, suggested.ToHashSet());
    }

    [Theory]
    [InlineData("ops user", "users")]
    [InlineData("ops organisations list --order las", "last-call")]
    public async Task Bash_completes_by_the_script(string line, string expected)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "completion.bash"), await ScriptAsync("bash"), Token);
            var words = line.Split(' ');
            var script = $"""
                ops() {ExecuteSelf()}
                source '{folder.FullName}/completion.bash'
                COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line}) COMP_CWORD={words.Length - 1}
                _ops_complete ops
                printf '%s\n' "$(complete -p ops)" "{"${COMPREPLY[@]}"}"
                """;

            Assert.Equal(["complete -o default -F _ops_complete ops", expected], (await BashAsync(script)).Trim().Split('\n'));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("zsh", "compdef _ops_complete ops")]
    [InlineData("fish", "complete -c ops")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName ops")]
    public async Task Each_other_shell_has_its_script(string shell, string expected) =>
        Assert.Contains(expected, await ScriptAsync(shell), StringComparison.Ordinal);

    static string ExecuteSelf() => $"{{ '{Environment.ProcessPath switch { var path when Path.GetFileNameWithoutExtension(path) == "dotnet" => path, _ => "dotnet" }}' '{typeof(OpsAssembly).Assembly.Location}' \"$@\"; }}";

    static async Task<string> ScriptAsync(string shell)
    {
        var output = new StringWriter();
        Assert.Equal(0, await OpsCommandLine.RunAsync(["completion", shell], new InvocationConfiguration { Output = output }, Token));
        return output.ToString();
    }

    static async Task<string[]> SuggestAsync(string line)
    {
        var output = new StringWriter();
        Assert.Equal(0, await OpsCommandLine.RunAsync([$"[suggest:{line.Length}]", line], new InvocationConfiguration { Output = output }, Token));
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(Token);
        await bash.WaitForExitAsync(Token);
        return output;
    }
}
