using System.Text.Json;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Cli;

/// <summary>The directory as a file: a JSON object a line, with the id that the SCIM server gave each user.</summary>
static class DirectoryFile
{
    sealed record Line(string? ScimId, DirectoryUser User);

    public static async Task WriteAsync(
        FileInfo file, OrganisationDirectory directory, IReadOnlyDictionary<Guid, string> scimIds, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(file.FullName);
        foreach (var user in directory.Users)
        {
            var line = JsonSerializer.Serialize(new Line(scimIds.GetValueOrDefault(user.ObjectId), user), JsonSerializerOptions.Web);
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }
}
