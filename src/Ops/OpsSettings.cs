namespace Blink.Pipeline.Ops;

/// <summary>Where the servers are; each is asked for only by the commands that need it.</summary>
sealed class OpsSettings(IConfiguration configuration)
{
    /// <summary>Npgsql connection string. <c>ConnectionStrings:Postgres</c>.</summary>
    public string Postgres => configuration.GetConnectionString("Postgres")
        ?? throw new OpsException("The database is not known: set ConnectionStrings__Postgres, or give --postgres.");

    /// <summary>AMQP address with user, password and virtual host; null: none was given. <c>RabbitMq:Uri</c>.</summary>
    public Uri? RabbitMqOrNone => Address("RabbitMq:Uri");

    /// <summary>AMQP address with user, password and virtual host. <c>RabbitMq:Uri</c>.</summary>
    public Uri RabbitMq => RabbitMqOrNone
        ?? throw new OpsException("The broker is not known: set RabbitMq__Uri, or give --rabbitmq.");

    /// <summary>The management HTTP API, with the user to ask it as. <c>RabbitMq:ManagementUrl</c>, <c>:ManagementUser</c>, <c>:ManagementPassword</c>.</summary>
    public UriBuilder Management
    {
        get
        {
            var address = new UriBuilder(Address("RabbitMq:ManagementUrl") ?? throw new OpsException(
                "The broker's management API is not known: set RabbitMq__ManagementUrl, or give --rabbitmq-management."));
            address.UserName = configuration["RabbitMq:ManagementUser"] ?? address.UserName;
            address.Password = configuration["RabbitMq:ManagementPassword"] ?? address.Password;
            return address;
        }
    }

    Uri? Address(string key) => configuration[key] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var address) => address,
        _ => throw new OpsException($"{key} is not an address: give it as scheme://user:password@host:port/."),
    };
}
