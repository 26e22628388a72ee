using System.Security.Cryptography;

namespace Blink.Pipeline.LocalServers;

static class Passwords
{
    /// <summary>128 random bits in letters that need no escaping in a URI or a configuration file.</summary>
    public static string Next() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
