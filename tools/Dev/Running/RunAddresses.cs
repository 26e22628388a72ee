namespace Blink.Pipeline.Dev.Running;

/// <summary>Where the processes find their servers.</summary>
/// <param name="Postgres">Npgsql connection string of the database.</param>
/// <param name="RabbitMq">AMQP URI of the virtual host.</param>
/// <param name="Management">The broker's management API.</param>
/// <param name="User">A user of it.</param>
/// <param name="Password">The user's password.</param>
/// <param name="SmtpHost">Host of the SMTP server.</param>
/// <param name="SmtpPort">Its port.</param>
sealed record RunAddresses(string Postgres, Uri RabbitMq, Uri Management, string User, string Password, string SmtpHost, int SmtpPort)
{
    /// <summary>The servers themselves.</summary>
    public static RunAddresses Of(RunData data) => new(
        data.Postgres,
        data.RabbitMq,
        data.Servers.RabbitMq.ManagementUrl,
        data.Servers.RabbitMq.User,
        data.Servers.RabbitMq.Password,
        data.Servers.Mail.Host,
        data.Servers.Mail.Port);
}
