using System.CommandLine;

namespace Blink.Pipeline.Ops.Cli;

static class CompletionCommand
{
    static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # ops: completion for bash. In ~/.bashrc:  source <(ops completion bash)
            _ops_complete() {
                local word="${COMP_WORDS[COMP_CWORD]}" suggestions
                suggestions=$(ops "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
                mapfile -t COMPREPLY < <(compgen -W "${suggestions}" -- "${word}")
            }
            complete -o default -F _ops_complete ops

            """,
        ["zsh"] = """
            # ops: completion for zsh. In ~/.zshrc, behind compinit:  source <(ops completion zsh)
            _ops_complete() {
                local -a suggestions
                suggestions=("${(@f)$(ops "[suggest:${#LBUFFER}]" "${LBUFFER}" 2>/dev/null)}")
                compadd -- "${suggestions[@]}"
            }
            compdef _ops_complete ops

            """,
        ["fish"] = """
            # ops: completion for fish. In ~/.config/fish/config.fish:  ops completion fish | source
            complete -c ops -a '(ops "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'

            """,
        ["powershell"] = """
            # ops: completion for PowerShell. In $PROFILE:  ops completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName ops -ScriptBlock {
                param($word, $ast, $position)
                ops "[suggest:$position]" "$ast" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "Which." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        return new Command("completion", "Print the script by which a shell completes commands, options and their values.") { shell }.Runs(async context =>
        {
            await context.Output.Writer.WriteAsync(Scripts[context.Get(shell)]);
            return 0;
        });
    }
}
