using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Secrets that are shown once, of which only the SHA-256 is kept: they are random, so that no slower hash is needed.</summary>
static class Secrets
{
    /// <summary>Makes one of 256 random bits.</summary>
    /// <param name="prefix">Lets a scanner recognise one that lies where none should.</param>
    public static string Create(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
