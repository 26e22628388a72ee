using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>A listing of the operations command line, drawn as wide as this terminal.</summary>
static class OpsTable
{
    const int Longest = 60;

    /// <param name="title">The command.</param>
    /// <param name="json">Its answer with <c>--json</c>: an array of objects.</param>
    /// <param name="columns">The properties to show.</param>
    public static Table Of(string title, string json, params IReadOnlyList<string> columns)
    {
        var table = new Table().Title(Markup.Escape(title)).AddColumns([.. columns]);
        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.EnumerateArray())
            table.AddRow([.. columns.Select(column => Markup.Escape(Text(item, column)))]);
        return table;
    }

    static string Text(JsonElement item, string column)
    {
        var text = !item.TryGetProperty(column, out var value) ? ""
            : value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : value.ToString();
        return text.Length <= Longest ? text : $"{text[..Longest]}…";
    }
}
