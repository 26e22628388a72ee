using System.Globalization;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>The most memory that each process had at a time, as Linux keeps it (VmHWM).</summary>
static class MemoryPeaks
{
    /// <summary>What no process may ever hold.</summary>
    public const long Limit = 400L * 1024 * 1024;

    const string Field = "VmHWM:";

    /// <summary>This process and everything that it started, largest first; empty where there is no /proc.</summary>
    public static IReadOnlyList<(string Name, int Pid, long Bytes)> OfOurProcesses(IReadOnlyDictionary<int, string> names)
    {
        if (!Directory.Exists("/proc/self")) return [];
        var parents = Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(pid => (Pid: pid, Parent: Number(pid, "PPid:")))
            .ToLookup(process => process.Parent, process => process.Pid);
        return [.. Tree(Environment.ProcessId, parents)
            .Select(pid => (Name: names.GetValueOrDefault(pid) ?? Name(pid), Pid: pid, Bytes: 1024L * Number(pid, Field)))
            .Where(process => process.Bytes > 0)
            .OrderByDescending(process => process.Bytes)];
    }

    static IEnumerable<int> Tree(int pid, ILookup<int, int> children) => children[pid].SelectMany(child => Tree(child, children)).Prepend(pid);

    static int Number(int pid, string field) =>
        Status(pid).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
            ? int.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)
            : 0;

    static string Name(int pid) => Status(pid).FirstOrDefault()?.Split('\t').Last() ?? "";

    /// <summary>Processes come and go while we look.</summary>
    static string[] Status(int pid)
    {
        try
        {
            return File.ReadAllLines($"/proc/{pid}/status");
        }
        catch (IOException)
        {
            return [];
        }
    }
}
