namespace Blink.Pipeline.Dev.Faults;

/// <summary>Draws what strikes in each round. The same seed and faults give the same plans. Pure.</summary>
sealed class RoundPlanner
{
    readonly Random random;
    readonly int seed;
    readonly IReadOnlyList<Fault> faults;
    readonly bool inOrder;
    readonly Queue<Fault> singles = new();
    readonly HashSet<string> done = [];
    int number;

    /// <param name="seed">The run's seed.</param>
    /// <param name="faults">Those to draw from.</param>
    /// <param name="inOrder">One a round in the given order, instead of every second round a mixture of two or three.</param>
    public RoundPlanner(int seed, IReadOnlyList<Fault> faults, bool inOrder)
    {
        (this.seed, this.faults, this.inOrder) = (seed, faults, inOrder);
        random = new Random(seed);
    }

    /// <summary>The next round.</summary>
    public RoundPlan Next()
    {
        number++;
        var chosen = inOrder || number % 2 == 1 ? [Single()] : Mixture();
        foreach (var fault in chosen) done.Add(fault.Name);
        return new(number, unchecked((seed * 1_000_003) + number), chosen);
    }

    // Every fault once before any comes twice.
    Fault Single()
    {
        while (true)
        {
            if (singles.Count == 0)
            {
                var next = faults.Where(IsDue).ToArray();
                if (!inOrder) random.Shuffle(next);
                foreach (var fault in next) singles.Enqueue(fault);
            }

            if (singles.Dequeue() is var single && IsDue(single)) return single;
        }
    }

    IReadOnlyList<Fault> Mixture()
    {
        var candidates = faults.Where(fault => !fault.IsLong).ToArray();
        random.Shuffle(candidates);
        return [.. candidates.DistinctBy(fault => fault.Hurts).Take(random.Next(2, 4))];
    }

    // With --only, a long one is what was asked for.
    bool IsDue(Fault fault) => inOrder || !fault.IsLong || !done.Contains(fault.Name);
}
