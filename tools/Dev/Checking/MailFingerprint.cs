using System.Security.Cryptography;
using System.Text;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>Tells whether two sends of a mail are the same bytes.</summary>
static class MailFingerprint
{
    // Of the server, not of the sender: RFC 5321 §4.4, and what our own SMTP server notes about the envelope.
    static readonly string[] Trace = ["Received:", "Return-Path:", "X-MailFrom:", "X-RcptTo:", "X-Peer:"];

    /// <summary>SHA-256 of a message without its trace headers, in hexadecimal digits.</summary>
    public static string Of(byte[] message)
    {
        // Latin-1 keeps each byte as one character.
        var text = Encoding.Latin1.GetString(message).ReplaceLineEndings("\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var (headers, body) = end < 0 ? (text, "") : (text[..end], text[end..]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(WithoutTrace(headers) + body)));
    }

    static string WithoutTrace(string headers)
    {
        var kept = new StringBuilder();
        var dropping = false;
        foreach (var line in headers.Split('\n'))
        {
            // A line that begins with white space continues the header before it.
            if (line is not [' ' or '\t', ..]) dropping = Trace.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
            if (!dropping) kept.Append(line).Append('\n');
        }

        return kept.ToString();
    }
}
