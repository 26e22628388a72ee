using CsCheck;

namespace Blink.Pipeline.Ingress.Tests.Bulk;

/// <summary>A random operation about few users and few names. References are numbers of operations of the same job.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="User">Which of the users that were there before.</param>
/// <param name="Created">Instead: the user that this operation creates; null: one that was there.</param>
/// <param name="Name">The userName that it wants.</param>
/// <param name="Title">The title that it wants.</param>
/// <param name="Version">The version that it is meant for, or null.</param>
/// <param name="Manager">The user that it makes the manager: the one that this operation creates; or null.</param>
sealed record JobOperation(JobOperation.What Kind, int User, int? Created, string Name, string Title, long? Version, int? Manager)
{
    public const int UsersBefore = 3;

    public enum What
    {
        Post,
        Put,
        Patch,
        Rename,
        Delete,
        Broken,
    }

    /// <summary>The operations whose users it names, in its path and in its data.</summary>
    public IEnumerable<int> References => Kind switch
    {
        What.Broken => [],
        What.Post => Given(Manager),
        What.Put or What.Patch => Given(Created, Manager),
        _ => Given(Created),
    };

    /// <summary>The version as an entity tag.</summary>
    public string? Tag => Version is null ? null : $"W/\"{Version}\"";

    static readonly Gen<string> SomeName = Gen.OneOf("user0", "User1", "x", "X", "y", "\u00e9", "e\u0301");

    /// <summary>Jobs whose references lead anywhere.</summary>
    public static Gen<JobOperation[]> Job { get; } = Gen.Select(
        Gen.Frequency((5, Gen.Const(What.Post)), (6, Gen.Enum<What>())), Gen.Int[0, UsersBefore - 1], Number(3), SomeName, Gen.OneOf("t", "u"),
        Gen.Frequency((3, Gen.Const((long?)null)), (1, Gen.Long[1, 3].Select(version => (long?)version))), Number(2),
        (kind, user, created, name, title, version, manager) => new JobOperation(kind, user, created, name, title, version, manager)).Array[1, 9];

    /// <summary>Jobs whose references lead to earlier operations, as single requests can follow them.</summary>
    public static Gen<JobOperation[]> BackwardJob { get; } = Job.Select(job => job.Select((operation, index) => operation with
    {
        Created = Earlier(operation.Created, index),
        Manager = Earlier(operation.Manager, index),
    }).ToArray());

    static IEnumerable<int> Given(params int?[] references) => references.OfType<int>();

    static Gen<int?> Number(int often) => Gen.Frequency((3, Gen.Const((int?)null)), (often, Gen.Int[0, 9].Select(number => (int?)number)));

    static int? Earlier(int? reference, int index) => index == 0 ? null : reference % index;
}
