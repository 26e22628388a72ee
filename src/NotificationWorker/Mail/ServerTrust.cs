using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Trust in SMTP servers whose certificates a company's own authority has signed.</summary>
static class ServerTrust
{
    /// <summary>Reads the authorities.</summary>
    /// <param name="authorityFile"><see cref="SmtpOptions.AuthorityFile"/>.</param>
    /// <returns>What decides about a server's certificate; null: the machine's own authorities alone do.</returns>
    public static RemoteCertificateValidationCallback? Of(string? authorityFile)
    {
        if (string.IsNullOrEmpty(authorityFile))
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityFile);
        // Only the chain may be judged anew: a certificate for another name, or none, stays refused.
        return (_, certificate, chain, errors) => errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 server && EndsIn(authorities, server, chain));
    }

    static bool EndsIn(X509Certificate2Collection authorities, X509Certificate2 server, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        return chain.Build(server);
    }
}
