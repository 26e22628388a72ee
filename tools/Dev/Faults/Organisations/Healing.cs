namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>What ends a clash.</summary>
enum Healing
{
    /// <summary>Who wants the identity gets another value.</summary>
    VictimChanges,

    /// <summary>Who has it gets another value.</summary>
    HolderChanges,

    /// <summary>Who has it leaves.</summary>
    HolderGoes,
}
