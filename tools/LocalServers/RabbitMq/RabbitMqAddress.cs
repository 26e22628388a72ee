namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>Where a RabbitMQ is, and how to get in.</summary>
/// <param name="Amqp">amqp://user:password@host:port/vhost</param>
/// <param name="Management">http://host:port of the management plugin.</param>
/// <param name="User">A user with the tag "administrator".</param>
/// <param name="Password">The user's password.</param>
sealed record RabbitMqAddress(Uri Amqp, Uri Management, string User, string Password)
{
    /// <summary>A server of our own with a user and password of its own.</summary>
    public static RabbitMqAddress OnLoopback(int port, int managementPort) => OnLoopback(port, managementPort, Passwords.Next());

    /// <summary>A server of our own with a user of its own and a given password.</summary>
    public static RabbitMqAddress OnLoopback(int port, int managementPort, string password)
    {
        const string User = "blink";
        return new(new($"amqp://{User}:{password}@127.0.0.1:{port}/"), new($"http://127.0.0.1:{managementPort}"), User, password);
    }

    /// <summary>From an AMQP URI and http://user:password@host:port.</summary>
    public static RabbitMqAddress Parse(string amqp, string management)
    {
        var withUser = new Uri(management);
        var credentials = withUser.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return credentials is [var user, var password]
            ? new(new(amqp), new($"{withUser.Scheme}://{withUser.Authority}"), user, password)
            : throw new LocalServersException("BLINK_RABBITMQ_MANAGEMENT has the form http://user:password@host:port.");
    }
}
