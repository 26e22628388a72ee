namespace Blink.Pipeline.Ops.Invites;

/// <summary>An account that an operator may mean by what was typed.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Active">Whether its person may sign in.</param>
/// <param name="Email">Where an invite would go; null: nowhere.</param>
/// <param name="Name">What the person is called.</param>
sealed record Invitee(Guid AccountId, bool Active, string? Email, string? Name)
{
    /// <summary>Decides who is invited: the one active account that was found, if it has an e-mail address.</summary>
    /// <param name="found">The accounts of the organisation that fit what was typed.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="organisation">The organisation's name.</param>
    /// <returns>The account.</returns>
    /// <exception cref="OpsException">Nobody can be invited so.</exception>
    public static Invitee Choose(IReadOnlyList<Invitee> found, string typed, string organisation)
    {
        List<Invitee> active = [.. found.Where(account => account.Active)];
        return (found.Count, active) switch
        {
            (0, _) => throw new OpsException(
                $"{organisation} has no account '{typed}': 'accounts list --organisation {Quoted(organisation)} --search TEXT' finds one by name, e-mail or employee id."),
            (_, []) => throw new OpsException(
                $"The account '{typed}' of {organisation} is disabled, and only active accounts are invited: enable it in the directory first."),
            (_, [{ Email: null }]) => throw new OpsException(
                $"The account '{typed}' of {organisation} has no e-mail address to send an invite to: give it one in the directory first."),
            (_, [var one]) => one,
            _ => throw new OpsException(
                $"'{typed}' fits {active.Count} accounts of {organisation}: give the id of one ({string.Join(", ", active.Select(account => account.AccountId))})."),
        };
    }

    static string Quoted(string name) => name.Contains(' ') ? $"'{name}'" : name;
}
