using System.Text.Json;

namespace Blink.Pipeline.ProvisioningWorker;

/// <summary>The names of closed sets as the database, the metrics and people see them: <c>email_in_use</c>.</summary>
static class Names
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
