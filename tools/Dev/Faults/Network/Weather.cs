namespace Blink.Pipeline.Dev.Faults.Network;

/// <summary>What a <see cref="TcpProxy"/> does to what passes through it.</summary>
/// <param name="Refuses">New connections are reset at once.</param>
/// <param name="Stalls">Nothing passes, and nobody is told.</param>
/// <param name="Delay">How long each piece (up to 8 KiB) is held back.</param>
/// <param name="CutsOneIn">Of so many pieces one is cut in its middle, and its connection reset; 0: none is.</param>
sealed record Weather(bool Refuses, bool Stalls, TimeSpan Delay, int CutsOneIn)
{
    /// <summary>Everything passes at once.</summary>
    public static Weather Fair { get; } = new(false, false, TimeSpan.Zero, 0);
}
