using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>A certificate authority of a test's own, in a file.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    readonly X509Certificate2 authority;

    public TestAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        authority = request.CreateSelfSigned(From, From.AddDays(10));
        System.IO.File.WriteAllText(File, authority.ExportCertificatePem());
    }

    /// <summary>Its certificate in PEM form.</summary>
    public string File { get; } = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pem");

    /// <summary>Signs a server's certificate.</summary>
    /// <param name="name">The only name that it is for.</param>
    public X509Certificate2 Sign(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, From, From.AddDays(9), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        System.IO.File.Delete(File);
        authority.Dispose();
    }
}
