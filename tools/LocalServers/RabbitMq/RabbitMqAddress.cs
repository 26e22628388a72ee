namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>Where a RabbitMQ is, and how to get in.</summary>
/// <param name="Amqp">amqp://user:password@host:port/vhost</param>
/// <param name="Management">http://host:port of the management plugin.</param>
/// <param name="Metrics">http://host:port of the Prometheus plugin; null: unknown.</param>
/// <param name="User">A user with the tag "administrator".</param>
/// <param name="Password">The user's password.</param>
sealed record RabbitMqAddress(Uri Amqp, Uri Management, Uri? Metrics, string User, string Password)
{
    /// <summary>A server of our own with a user and password of its own.</summary>
    public static RabbitMqAddress OnLoopback(int port, int managementPort, int metricsPort) => OnLoopback(port, managementPort, metricsPort, Passwords.Next());

    /// <summary>A server of our own with a user of its own and a given password.</summary>
    public static RabbitMqAddress OnLoopback(int port, int managementPort, int metricsPort, string password)
    {
        const string User = "blink";
        return new(new($"amqp://{User}:{password}@127.0.0.1:{port}/"), new($"http://127.0.0.1:{managementPort}"), new($"http://127.0.0.1:{metricsPort}"), User, password);
    }

    /// <summary>From an AMQP URI, http://user:password@host:port, and http://host:port or null.</summary>
    public static RabbitMqAddress Parse(string amqp, string management, string? metrics)
    {
        var withUser = new Uri(management);
        var credentials = withUser.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return credentials is [var user, var password]
            ? new(new(amqp), new($"{withUser.Scheme}://{withUser.Authority}"), string.IsNullOrEmpty(metrics) ? null : new(metrics), user, password)
            : throw new LocalServersException("BLINK_RABBITMQ_MANAGEMENT has the form http://user:password@host:port.");
    }
}
