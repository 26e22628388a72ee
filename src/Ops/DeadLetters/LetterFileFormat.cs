using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Dead letters as lines of JSON: <c>{"sha256":"…","letter":{…}}</c> for each, and last <c>{"sha256":"…","letters":2}</c>, whose hash is
/// that of all hashes before. So a line that was changed is found, and a file that is cut off, or has a line too many, too.
/// </summary>
static class LetterFileFormat
{
    static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        // As anywhere on the command line: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes a letter.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="all">Gets the line's hash, for the last line.</param>
    /// <returns>The line.</returns>
    public static string Write(LetterFileLine letter, IncrementalHash all)
    {
        var json = JsonSerializer.Serialize(letter, JsonOptions);
        var hash = Hash(json);
        all.AppendData(hash);
        return $$"""{"sha256":"{{Convert.ToHexStringLower(hash)}}","letter":{{json}}}""";
    }

    /// <summary>Writes the last line.</summary>
    public static string WriteEnd(int letters, IncrementalHash all) =>
        $$"""{"sha256":"{{Convert.ToHexStringLower(all.GetHashAndReset())}}","letters":{{letters}}}""";

    /// <summary>Reads a line and checks it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number in the file, for the words of a complaint.</param>
    /// <param name="lettersBefore">How many letters there were before it.</param>
    /// <param name="all">Gets the line's hash.</param>
    /// <returns>The letter; null: it is the last line.</returns>
    /// <exception cref="OpsException">It is damaged.</exception>
    public static LetterFileLine? Read(string line, int number, int lettersBefore, IncrementalHash all)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var stated = Convert.FromHexString(json.RootElement.GetProperty("sha256").GetString()!);
            if (!json.RootElement.TryGetProperty("letter", out var letter))
            {
                return json.RootElement.GetProperty("letters").GetInt32() == lettersBefore && all.GetHashAndReset().AsSpan().SequenceEqual(stated)
                    ? null
                    : throw Damaged(number, "it does not fit the lines before it: some are missing, too many or in another order");
            }
            var text = letter.GetRawText();
            if (!Hash(text).AsSpan().SequenceEqual(stated))
                throw Damaged(number, "its checksum is wrong");
            all.AppendData(stated);
            var read = JsonSerializer.Deserialize<LetterFileLine>(text, JsonOptions)!;
            return read.Fingerprint.Length == SHA256.HashSizeInBytes && read.Headers.ValueKind == JsonValueKind.Object
                ? read
                : throw Damaged(number, "it has no fingerprint or no headers");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw Damaged(number, $"it is not understood ({exception.Message.ReplaceLineEndings(" ")})");
        }
    }

    /// <summary>The letter as the collector would have found it. What it was before is not known here: numbers are a store's own.</summary>
    public static CollectedLetter ToCollected(LetterFileLine line) => new()
    {
        Source = "file",
        Queue = line.Queue,
        Fingerprint = line.Fingerprint,
        Properties = line.Properties,
        Headers = JsonNode.Parse(line.Headers.GetRawText())!.AsObject(),
        Body = line.Body,
        OriginQueue = line.OriginQueue,
        MessageType = line.MessageType,
        MessageId = line.MessageId,
        OrganisationId = line.OrganisationId,
        SubjectId = line.SubjectId,
        Cause = line.Cause,
        ExceptionType = line.ExceptionType,
        ExceptionMessage = line.ExceptionMessage,
        StackTrace = line.StackTrace,
        GroupKey = line.GroupKey,
        FailedAt = line.FailedAt.ToUniversalTime(),
        ReplayCount = line.ReplayCount,
    };

    static byte[] Hash(string json) => SHA256.HashData(Encoding.UTF8.GetBytes(json));

    static OpsException Damaged(int number, string why) =>
        new($"Line {number} is damaged: {why}. Nothing of the file was taken; export it again, or mend it.");
}
