using Npgsql;

namespace Blink.Pipeline.Ops;

/// <summary>Where the servers are; each is asked for only by the commands that need it.</summary>
sealed class OpsSettings(IConfiguration configuration)
{
    const string HowToGiveIt = "set ConnectionStrings__Postgres, or give --postgres, as Host=…;Port=5432;Username=…;Password=…;Database=….";

    /// <summary>Npgsql connection string. <c>ConnectionStrings:Postgres</c>.</summary>
    public string Postgres => configuration.GetConnectionString("Postgres") is { Length: > 0 } text
        ? ConnectionString(text)
        : throw new OpsException("The database is not known: set ConnectionStrings__Postgres, or give --postgres.");

    /// <summary>AMQP address with user, password and virtual host; null: none was given. <c>RabbitMq:Uri</c>.</summary>
    public Uri? RabbitMqOrNone => Address("RabbitMq:Uri");

    /// <summary>AMQP address with user, password and virtual host. <c>RabbitMq:Uri</c>.</summary>
    public Uri RabbitMq => RabbitMqOrNone
        ?? throw new OpsException("The broker is not known: set RabbitMq__Uri, or give --rabbitmq.");

    /// <summary>
    /// The management HTTP API, with the user to ask it as: that in <c>RabbitMq:ManagementUrl</c>, or else <c>:ManagementUser</c> and
    /// <c>:ManagementPassword</c>.
    /// </summary>
    public UriBuilder Management
    {
        get
        {
            var address = new UriBuilder(Address("RabbitMq:ManagementUrl") ?? throw new OpsException(
                "The broker's management API is not known: set RabbitMq__ManagementUrl, or give --rabbitmq-management."));
            if (address.UserName.Length > 0)
                return address;
            address.UserName = Uri.EscapeDataString(configuration["RabbitMq:ManagementUser"] ?? "");
            address.Password = Uri.EscapeDataString(configuration["RabbitMq:ManagementPassword"] ?? "");
            return address;
        }
    }

    static string ConnectionString(string text)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 })
                return text;
            throw new OpsException($"The connection string of the database names no host: {HowToGiveIt}");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new OpsException($"The connection string of the database is not understood ({exception.Message.ReplaceLineEndings(" ")}): {HowToGiveIt}");
        }
    }

    Uri? Address(string key) => configuration[key] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var address) => address,
        _ => throw new OpsException($"{key} is not an address: give it as scheme://user:password@host:port/."),
    };
}
