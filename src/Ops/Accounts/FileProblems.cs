using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What is wrong with a file, as it is read: all is counted, and the first of it is kept.</summary>
sealed class FileProblems
{
    readonly List<FileProblem> first = [];

    public int Count { get; private set; }

    /// <summary>The first <see cref="ImportResult.MostErrors"/>.</summary>
    public IReadOnlyList<FileProblem> First => first;

    public void Add(int line, string message)
    {
        Count++;
        if (first.Count < ImportResult.MostErrors)
            first.Add(new FileProblem(line, message));
    }
}
