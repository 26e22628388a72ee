namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>What PostgreSQL says of a userName.</summary>
/// <param name="Normal">The name in normal form C, which two spellings of it share.</param>
/// <param name="Holder">The user that has it, or null.</param>
sealed record UserName(UserNameKey Normal, Guid? Holder);
