namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>Marks an endpoint that answers without a token: a client reads there how to authenticate (RFC 7643 §5).</summary>
sealed class WithoutToken;
