using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>
/// What is known about the tokens in use, asked anew after a short while. However many requests bring a token at once, one of
/// them asks. A token that does not exist is forgotten at once, so that guessing does not fill memory.
/// </summary>
/// <param name="find">Asks for the token with a hash; null when there is none.</param>
/// <param name="timeProvider">Tells how old an answer is.</param>
/// <param name="options">For how long it is trusted, and how many are kept.</param>
sealed class TokenCache(
    Func<byte[], CancellationToken, Task<AuthenticatedToken?>> find, TimeProvider timeProvider, IOptions<AuthenticationOptions> options)
{
    readonly ConcurrentDictionary<TokenHash, Lookup> lookups = new();

    /// <summary>How many tokens are remembered.</summary>
    public int Count => lookups.Count;

    /// <summary>Finds a token.</summary>
    /// <param name="token">The token as the client sent it.</param>
    /// <param name="cancellationToken">Stops the waiting of this caller; others may wait for the same answer.</param>
    /// <returns>The token's record, possibly revoked or expired; null when there is none.</returns>
    /// <exception cref="Npgsql.NpgsqlException">PostgreSQL does not answer and what is known is too old.</exception>
    public async Task<AuthenticatedToken?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = TokenHash.Of(token);
        var lookup = lookups.TryGetValue(hash, out var known) && !IsOld(known) ? known : Renew(hash, known);
        try
        {
            var found = await lookup.Answer.Value.WaitAsync(cancellationToken);
            if (found is null)
                Forget(hash, lookup);
            return found;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Forget(hash, lookup);
            throw;
        }
    }

    bool IsOld(Lookup lookup) => timeProvider.GetElapsedTime(lookup.StartedAt) >= options.Value.TokenLifetime;

    Lookup Renew(TokenHash hash, Lookup? old)
    {
        // The age counts from before the question: a revocation that the answer just missed is not trusted longer than the lifetime.
        // Nobody's cancellation stops it, because others may wait for it; the command's own timeout does.
        var renewed = new Lookup(timeProvider.GetTimestamp(), new(() => find(hash.ToArray(), CancellationToken.None)));
        var won = old is null
            ? lookups.GetOrAdd(hash, renewed)
            : lookups.TryUpdate(hash, renewed, old) ? renewed : lookups.GetOrAdd(hash, renewed);
        if (ReferenceEquals(won, renewed) && lookups.Count > options.Value.MaxTokens)
            ForgetOldest();
        return won;
    }

    void Forget(TokenHash hash, Lookup lookup) => lookups.TryRemove(KeyValuePair.Create(hash, lookup));

    // A tenth at a time, so that a full cache does not sort itself at every request.
    void ForgetOldest()
    {
        foreach (var pair in lookups.OrderBy(pair => pair.Value.StartedAt).Take(Math.Max(1, options.Value.MaxTokens / 10)))
            lookups.TryRemove(pair);
    }

    sealed record Lookup(long StartedAt, Lazy<Task<AuthenticatedToken?>> Answer);

    readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            return new TokenHash(
                BinaryPrimitives.ReadUInt128BigEndian(hash),
                BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }

        public byte[] ToArray()
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            BinaryPrimitives.WriteUInt128BigEndian(hash, High);
            BinaryPrimitives.WriteUInt128BigEndian(hash.AsSpan(16), Low);
            return hash;
        }
    }
}
