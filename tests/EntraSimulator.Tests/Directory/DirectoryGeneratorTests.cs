using Blink.Pipeline.EntraSimulator.Directory;
using CsCheck;
using PhoneNumbers;

namespace Blink.Pipeline.EntraSimulator.Tests.Directory;

public sealed class DirectoryGeneratorTests
{
    static readonly Gen<DirectoryOptions> AnyOptions = Gen.Select(
        Gen.Int[1, 600], Gen.Int, Gen.Int[0, 3].Select(index => new[] { "GB", "DE", "US", "AU" }[index]),
        (users, seed, region) => new DirectoryOptions { Users = users, Seed = seed, PhoneRegion = region });

    [Fact]
    public void The_same_options_give_the_same_directory_and_the_same_changes() => AnyOptions.Sample(
        options => Changed(options).SequenceEqual(Changed(options)), iter: 20);

    [Fact]
    public void Another_seed_gives_other_people() =>
        Assert.NotEqual(Changed(new DirectoryOptions { Users = 10, Seed = 1 }), Changed(new DirectoryOptions { Users = 10, Seed = 2 }));

    [Fact]
    public void As_many_people_as_asked_for_are_in_scope_and_a_few_more_are_not() => AnyOptions.Sample(options =>
    {
        var users = Users(options);
        return users.Count(user => user.IsInScope) == options.Users && users.Any(user => !user.IsInScope);
    }, iter: 30);

    [Fact]
    public void What_must_tell_people_apart_is_unique_also_after_changes() => AnyOptions.Sample(options =>
    {
        var users = Changed(options);
        return Unique(users, user => user.UserPrincipalName) && Unique(users, user => user.MailNickname)
            && Unique(users, user => user.Mail) && Unique(users, user => user.EmployeeId)
            && Unique(users, user => user.Mobile is null ? null : E164(user.Mobile, options.PhoneRegion));
    }, iter: 30);

    [Fact]
    public void Mobiles_begin_with_the_lead_that_is_asked_for() => Gen.Int[0, 2].Sample(
        lead => Changed(new DirectoryOptions { Users = 50, MobileLead = lead }).Select(user => user.Mobile).OfType<string>()
            .All(mobile => E164(mobile, "GB").StartsWith($"+447{lead + 1}", StringComparison.Ordinal)),
        iter: 9);

    [Fact]
    public void Every_phone_number_is_valid_in_the_region_however_it_is_written() => AnyOptions.Sample(options => Changed(options)
        .SelectMany(user => new[] { user.Mobile, user.TelephoneNumber }.OfType<string>())
        .All(number => PhoneNumberUtil.GetInstance().IsValidNumber(PhoneNumberUtil.GetInstance().Parse(number, options.PhoneRegion))), iter: 30);

    [Fact]
    public void Managers_form_a_tree_also_after_changes() => AnyOptions.Sample(options =>
    {
        var users = Changed(options).ToDictionary(user => user.ObjectId);
        return users.Values.All(user => LineOfManagersEnds(user, users));
    }, iter: 20);

    [Fact]
    public void Shared_mobiles_clash_only_when_asked_for()
    {
        var users = Users(new DirectoryOptions { Users = 100, SharedMobiles = 3 });

        Assert.Equal(3, users.Where(user => user.Mobile is not null).GroupBy(user => user.Mobile).Count(group => group.Count() == 2));
    }

    [Fact]
    public void A_directory_of_some_size_holds_every_awkward_thing()
    {
        var users = Users(new DirectoryOptions { Users = 2_000 });

        Assert.Contains(users, user => user.Surname is null);
        Assert.Contains(users, user => user.GivenName is null);
        Assert.Contains(users, user => user.Mail is null);
        Assert.Contains(users, user => user.EmployeeId is null);
        Assert.Contains(users, user => user.ManagerObjectId is null);
        Assert.Contains(users, user => user.Mail?.Contains('\'') == true);
        Assert.Contains(users, user => user.AboutMe?.Contains('\n') == true);
        Assert.Contains(users, user => user.AboutMe?.Contains('"') == true);
        Assert.Contains(users, user => user.AboutMe?.Contains("🚌", StringComparison.Ordinal) == true);
        Assert.Contains(users, user => user.AboutMe?.Length > 1_000);
        Assert.Contains(users, user => user.IsInScope && users.Any(manager => manager.ObjectId == user.ManagerObjectId && !manager.IsInScope));
    }

    [Theory]
    [InlineData('\u0370', '\u03ff', "Greek")]
    [InlineData('\u0400', '\u04ff', "Cyrillic")]
    [InlineData('\u0590', '\u05ff', "Hebrew")]
    [InlineData('\u0600', '\u06ff', "Arabic")]
    [InlineData('\u0900', '\u097f', "Devanagari")]
    [InlineData('\u4e00', '\u9fff', "CJK")]
    [InlineData('\uac00', '\ud7a3', "Hangul")]
    [InlineData('\u00c0', '\u017f', "Latin with diacritics")]
    public void Names_come_in_many_scripts(char first, char last, string script)
    {
        var users = Users(new DirectoryOptions { Users = 2_000 });

        Assert.True(users.Any(user => $"{user.GivenName}{user.Surname}".Any(letter => letter >= first && letter <= last)), script);
    }

    static IReadOnlyList<DirectoryUser> Users(DirectoryOptions options) => DirectoryGenerator.Generate(options).Directory.Users;

    static IReadOnlyList<DirectoryUser> Changed(DirectoryOptions options)
    {
        var (directory, changes) = DirectoryGenerator.Generate(options);
        changes.Apply(new DirectoryChangePlan { Joiners = 5, Movers = 30, ManagerChanges = 20, Leavers = 9 });
        changes.Apply(new DirectoryChangePlan { Joiners = 2, Movers = 10, Restores = 2, HardDeletes = 4, Rehires = 2, ManagerChanges = 10 });
        return directory.Users;
    }

    static bool Unique(IEnumerable<DirectoryUser> users, Func<DirectoryUser, string?> key)
    {
        var values = users.Select(key).OfType<string>().ToList();
        return values.Distinct(StringComparer.OrdinalIgnoreCase).Count() == values.Count;
    }

    static string E164(string number, string region)
    {
        var util = PhoneNumberUtil.GetInstance();
        return util.Format(util.Parse(number, region), PhoneNumberFormat.E164);
    }

    static bool LineOfManagersEnds(DirectoryUser user, Dictionary<Guid, DirectoryUser> users)
    {
        var seen = new HashSet<Guid>();
        for (var above = user; above is not null; above = above.ManagerObjectId is { } next ? users.GetValueOrDefault(next) : null)
        {
            if (!seen.Add(above.ObjectId)) return false;
        }

        return true;
    }
}
