namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Writes of one organisation that are carried out in order and committed together, each with its own outcome.</summary>
sealed class UserJob
{
    readonly Dictionary<string, int> creations;
    readonly ILookup<int, int> referrers;

    /// <param name="items">The items, in the order in which they are carried out.</param>
    /// <param name="failOnErrors">After how many errors no further item is carried out; null: all are.</param>
    public UserJob(IReadOnlyList<UserJobItem> items, int? failOnErrors)
    {
        (Items, FailOnErrors) = (items, failOnErrors);
        creations = items.Index().Where(item => item.Item.Creates is not null).ToDictionary(item => item.Item.Creates!, item => item.Index);
        referrers = items.Index()
            .SelectMany(item => item.Item.References.Select(reference => (Referrer: item.Index, Creation: creations[reference])))
            .ToLookup(pair => pair.Creation, pair => pair.Referrer);
    }

    public IReadOnlyList<UserJobItem> Items { get; }

    public int? FailOnErrors { get; }

    /// <summary>The item that creates the user of a bulkId.</summary>
    public int CreationOf(string bulkId) => creations[bulkId];

    /// <summary>The items that refer to the user that an item creates.</summary>
    public IEnumerable<int> ReferrersOf(int item) => referrers[item];

    /// <summary>The items that refer to users that only later ones create, each with one such reference.</summary>
    public IEnumerable<KeyValuePair<int, string>> ForwardReferences() =>
        from item in Items.Index()
        let reference = item.Item.References.FirstOrDefault(reference => creations[reference] > item.Index)
        where reference is not null
        select KeyValuePair.Create(item.Index, reference);
}
