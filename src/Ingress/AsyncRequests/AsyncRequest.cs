using System.Security.Cryptography;
using Blink.Pipeline.Ingress.Http;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>A request whose client asks to be answered asynchronously (RFC 9967 §2.5.1.1).</summary>
/// <param name="Txn">What the client is told in <c>Set-Txn</c>. 128 random bits: nobody guesses it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="BaseUri">The base URI that the client used.</param>
/// <param name="Wait">How long the client would rather wait for the ordinary answer; zero: not at all.</param>
sealed record AsyncRequest(string Txn, string Method, string BaseUri, TimeSpan Wait)
{
    const int TxnLength = 32;

    /// <summary>The request, under a new txn, when its client asks for that; null: it does not.</summary>
    /// <remarks><c>wait</c> alone asks for nothing more than a quick answer, and that is what every request gets (RFC 7240 §4.3).</remarks>
    public static AsyncRequest? Of(HttpRequest request) => Preferences.Of(request.Headers) is { RespondAsync: true } preferences
        ? new AsyncRequest(
            RandomNumberGenerator.GetHexString(TxnLength, lowercase: true),
            HttpMethods.GetCanonicalizedValue(request.Method),
            request.BaseUri(),
            preferences.Wait ?? TimeSpan.Zero)
        : null;
}
