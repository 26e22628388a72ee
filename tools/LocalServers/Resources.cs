namespace Blink.Pipeline.LocalServers;

static class Resources
{
    /// <summary>The text of a file that is embedded in this assembly.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"No embedded file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
