namespace Blink.Pipeline.Ops.Access;

/// <summary>Somebody asked for what their roles do not allow, or after their session ended.</summary>
/// <param name="message">One sentence for them.</param>
/// <param name="sessionEnded">Whether signing in again helps.</param>
sealed class DeniedException(string message, bool sessionEnded = false) : Exception(message)
{
    public bool SessionEnded => sessionEnded;
}
