using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Access.SignIn;
using Blink.Pipeline.Ops.Cli;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Blink.Pipeline.Ops.Console.Parts;

/// <summary>
/// Where somebody works, for as long as their page is open: what they see and do goes from here through the gate, and what comes of it is
/// said here. Pages have no other way to the operations.
/// </summary>
sealed class Desk(Gate gate, IDialogService dialogs, ISnackbar messages, NavigationManager address, ILogger<Desk> logger)
{
    Caller? caller;

    /// <summary>Whether it is known who sits here; until then no page is shown.</summary>
    public bool IsReady => caller is not null;

    /// <summary>Who sits here.</summary>
    public Caller Caller => caller ?? throw new InvalidOperationException("Nobody sits here yet.");

    public void Seat(Caller who) => caller = who;

    /// <summary>Whether to offer something; the gate asks again when it is done.</summary>
    public bool May(Operation operation) => operation.IsAllowedTo(Caller);

    /// <summary>Reads what a page shows; what fails is thrown, for <see cref="Live{T}"/> to say.</summary>
    public Task<T> SeeAsync<TService, T>(Func<TService, Task<T>> read, CancellationToken cancellationToken)
        where TService : notnull => SeeAsync(Operation.See, read, cancellationToken);

    /// <summary>Reads what not everybody may see, or what is counted as looking at people.</summary>
    public Task<T> SeeAsync<TService, T>(Operation operation, Func<TService, Task<T>> read, CancellationToken cancellationToken)
        where TService : notnull => gate.RunAsync<TService, T>(Caller, operation, (service, _) => read(service), cancellationToken);

    /// <summary>Records, once a page is opened, that somebody looks at people there.</summary>
    /// <param name="subject">At what, as <c>user:ID</c>; never a name or a search term.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task RecordLookAsync(string subject, CancellationToken cancellationToken) => gate.RecordLookAsync(Caller, subject, cancellationToken);

    /// <summary>Does something, and gives what came of it to whoever shows it: a form that stays open with its problem.</summary>
    public async Task<Outcome<T>> TryAsync<TService, T>(Operation operation, Func<TService, string, Task<T>> run)
        where TService : notnull
    {
        try
        {
            // Not stopped by leaving the page: half an action is worse than a whole one that nobody waited for.
            return new(await gate.RunAsync(Caller, operation, run, CancellationToken.None), null);
        }
        catch (Exception exception)
        {
            return new(default, Sentence(exception, operation.Name));
        }
    }

    /// <summary>Does something at once, and says what came of it.</summary>
    /// <param name="operation">What it is.</param>
    /// <param name="run">Does it; gets the service and the name for the audit.</param>
    /// <param name="done">One sentence on success; null: what follows shows it.</param>
    public async Task<Outcome<T>> DoAsync<TService, T>(Operation operation, Func<TService, string, Task<T>> run, Func<T, string>? done)
        where TService : notnull
    {
        var outcome = await TryAsync(operation, run);
        if (outcome.Problem is { } problem)
            messages.Add(problem, Severity.Error, options => options.RequireInteraction = true);
        else if (done is not null)
            Say(done(outcome.Value!));
        return outcome;
    }

    /// <summary>Asks first; then does it while the question stays open, which shows what goes wrong; then says what came of it.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="operation">What it is.</param>
    /// <param name="run">Does it; gets the service, the name for the audit and the reason that was given, empty if none was asked for.</param>
    /// <param name="done">One sentence on success.</param>
    /// <returns>Whether it was done.</returns>
    public Task<bool> AskAsync<TService, T>(
        Question question, Operation operation, Func<TService, string, string, Task<T>> run, Func<T, string> done)
        where TService : notnull => OpenAsync<AskDialog>(question.Title, new()
        {
            { dialog => dialog.Question, question },
            {
                dialog => dialog.Run, async reason =>
                {
                    var outcome = await TryAsync<TService, T>(operation, (service, actor) => run(service, actor, reason));
                    if (outcome.Problem is null)
                        Say(done(outcome.Value!));
                    return outcome.Problem;
                }
            },
        });

    /// <summary>Opens a dialog of a page's own.</summary>
    /// <returns>Whether it was done rather than closed.</returns>
    public async Task<bool> OpenAsync<TDialog>(string title, DialogParameters<TDialog> parameters)
        where TDialog : IComponent
    {
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters);
        return await dialog.Result is { Canceled: false };
    }

    /// <summary>Says that something was done.</summary>
    public void Say(string sentence) => messages.Add(sentence, Severity.Success);

    /// <summary>What failed, in words for whoever sits here; what nobody foresaw is in the log, for it may name people.</summary>
    public string Sentence(Exception exception, string what)
    {
        // A page stays open after its session has ended; the next time it asks for something, it leaves.
        if (exception is DeniedException { SessionEnded: true })
            address.NavigateTo($"{SignInPaths.Page}?problem={SignInProblem.SessionEnded}", forceLoad: true);
        if (exception is DeniedException)
            return exception.Message;
        if (ErrorSentences.OrNone(exception) is { } sentence)
            return sentence;
        logger.OperationFailed(exception, what);
        return "This failed in a way that nobody foresaw; the log of ops has it.";
    }
}
