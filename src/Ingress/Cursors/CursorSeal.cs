using System.Buffers.Text;
using System.Security.Cryptography;

namespace Blink.Pipeline.Ingress.Cursors;

/// <summary>
/// Makes a cursor of some bytes, and bytes of a cursor (AES-256-GCM). Nobody without the key can read one, since it holds what a person
/// is called and ends in URLs and logs; nor make one, or use one in another scope than its own. Pure but for the random nonce.
/// </summary>
static class CursorSeal
{
    /// <summary>The size of a key in bytes.</summary>
    public const int KeySize = 32;

    // A key of 512 characters, each of four bytes, and what stands beside it, in base64: what is longer is none.
    const int MaxLength = 4096;

    static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    /// <summary>The cursor, of unreserved characters only (RFC 9865 §2).</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">What it is to say.</param>
    /// <param name="scope">What it is bound to.</param>
    public static string Seal(byte[] key, byte[] content, byte[] scope)
    {
        var sealedBytes = new byte[NonceSize + TagSize + content.Length];
        var (nonce, tag, hidden) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce.Span, content, hidden.Span, tag.Span, scope);
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>What the cursor says, or null if it was not sealed with this key for this scope, letter by letter.</summary>
    public static byte[]? Open(byte[] key, string cursor, byte[] scope)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            return null;
        var sealedBytes = Base64Url.DecodeFromChars(cursor);
        // The last letter may hold bits that decoding drops.
        if (sealedBytes.Length < NonceSize + TagSize || Base64Url.EncodeToString(sealedBytes) != cursor)
            return null;
        var (nonce, tag, hidden) = Parts(sealedBytes);
        var content = new byte[hidden.Length];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(nonce.Span, hidden.Span, tag.Span, content, scope);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Hidden) Parts(Memory<byte> sealedBytes) =>
        (sealedBytes[..NonceSize], sealedBytes[NonceSize..(NonceSize + TagSize)], sealedBytes[(NonceSize + TagSize)..]);
}
