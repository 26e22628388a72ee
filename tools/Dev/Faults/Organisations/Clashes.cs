using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>
/// Clashes of identities whose outcome is certain: the one who has the identity had it when all was last at rest, and nothing else
/// happens to either of them until it is healed, a round later at the earliest.
/// </summary>
/// <param name="organisations">Those that clash with each other.</param>
sealed class Clashes(IReadOnlyList<FaultOrganisation> organisations)
{
    readonly List<Clash> open = [];

    // Every address that two people ever wanted: an account of somebody who has left may carry it, in either organisation.
    readonly HashSet<string> contested = new(StringComparer.OrdinalIgnoreCase);
    int fresh;

    /// <summary>How many there are now.</summary>
    public int Count => open.Count;

    /// <summary>Makes one, if there are people for it.</summary>
    public void Make(int round, Random random)
    {
        var kind = random.Next(6);
        var victimOf = organisations[random.Next(organisations.Count)];
        var holderOf = kind < 4 ? organisations.First(one => one != victimOf) : victimOf;
        var mobile = kind == 1;
        // Who has no account yet is matched with any account of that address in the organisation.
        var joins = kind is 2 or 5;
        if (Pick(holderOf, random, user => mobile ? user.Mobile is not null : user.Mail is not null && (!joins || !contested.Contains(user.Mail))) is not { } holder) return;
        holderOf.Involved.Add(holder.ObjectId);
        var victim = joins ? victimOf.Join() : Pick(victimOf, random, _ => true);
        if (victim is null)
        {
            holderOf.Involved.Remove(holder.ObjectId);
            return;
        }

        if (!mobile) contested.Add(holder.Mail!);
        victimOf.Put(mobile ? victim with { Mobile = holder.Mobile } : victim with { Mail = Written(holder.Mail!, random), AccountEnabled = kind != 3 });
        victimOf.Involved.Add(victim.ObjectId);
        victimOf.Reasons[victim.ObjectId] = kind switch
        {
            1 => "mobile_in_use_elsewhere",
            4 => "email_in_use",
            5 => "already_linked",
            _ => "email_in_use_elsewhere",
        };
        open.Add(new Clash(victimOf, victim.ObjectId, holderOf, holder.ObjectId, mobile, Healings(kind), round));
    }

    /// <summary>Heals one that was there before this round: one of the two gets another value, or the holder goes.</summary>
    public void Heal(int round, Random random)
    {
        var old = open.Where(clash => clash.Round < round).ToList();
        if (old.Count == 0) return;
        var clash = old[random.Next(old.Count)];
        var (victim, holder) = (clash.VictimOf.Directory.Find(clash.Victim)!, clash.HolderOf.Directory.Find(clash.Holder)!);
        switch (clash.Healings[random.Next(clash.Healings.Count)])
        {
            case Healing.VictimChanges:
                clash.VictimOf.Put(Another(victim, clash.IsMobile));
                break;
            case Healing.HolderChanges:
                clash.HolderOf.Put(Another(holder, clash.IsMobile));
                break;
            default:
                clash.HolderOf.Put(holder with { AccountEnabled = false });
                break;
        }

        open.Remove(clash);
        clash.VictimOf.Reasons.Remove(clash.Victim);
        clash.VictimOf.Involved.Remove(clash.Victim);
        clash.HolderOf.Involved.Remove(clash.Holder);
        // What must have become of both is certain only when all is at rest again.
        clash.VictimOf.Put(clash.VictimOf.Directory.Find(clash.Victim)!);
        clash.HolderOf.Put(clash.HolderOf.Directory.Find(clash.Holder)!);
    }

    static IReadOnlyList<Healing> Healings(int kind) => kind switch
    {
        // Entra sends nothing more of a victim who left.
        3 => [Healing.HolderChanges, Healing.HolderGoes],
        // A holder who goes still has the account: whoever matches that one waits on.
        5 => [Healing.VictimChanges, Healing.HolderChanges],
        _ => [Healing.VictimChanges, Healing.HolderChanges, Healing.HolderGoes],
    };

    static DirectoryUser? Pick(FaultOrganisation organisation, Random random, Func<DirectoryUser, bool> fits)
    {
        var free = organisation.Directory.Users
            .Where(user => user.IsInScope && organisation.IsFree(user) && organisation.Truth.IsStanding(user) && fits(user))
            .OrderBy(user => user.ObjectId)
            .ToList();
        return free.Count == 0 ? null : free[random.Next(free.Count)];
    }

    // The same address, written in another way.
    static string Written(string mail, Random random) => random.Next(2) == 0 ? mail : mail.ToUpperInvariant();

    DirectoryUser Another(DirectoryUser user, bool mobile) => mobile && user is not { Mail: null, EmployeeId: null }
        ? user with { Mobile = null }
        : mobile
            ? user with { Mobile = null, Mail = Fresh(user) }
            : user with { Mail = Fresh(user) };

    string Fresh(DirectoryUser user) => $"{user.MailNickname}.{++fresh}@{user.UserPrincipalName.Split('@')[1]}";
}
