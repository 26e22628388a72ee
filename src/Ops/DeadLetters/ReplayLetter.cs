using System.Text.Json;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A dead letter that a run has claimed, with what its publishing needs.</summary>
sealed record ReplayLetter(
    long Id,
    string OriginQueue,
    MessageProperties Properties,
    JsonElement Headers,
    byte[] Body,
    int ReplayCount);
