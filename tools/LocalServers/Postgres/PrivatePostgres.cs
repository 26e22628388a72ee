using Blink.Pipeline.LocalServers.Control;
using Blink.Pipeline.LocalServers.Packages;
using Blink.Pipeline.LocalServers.Processes;
using Npgsql;

namespace Blink.Pipeline.LocalServers.Postgres;

/// <summary>PostgreSQL from this machine's packages, as an instance of our own.</summary>
static class PrivatePostgres
{
    const string User = "blink";

    /// <summary>Installs PostgreSQL if it is missing and possible, makes a new cluster, and starts it.</summary>
    public static async Task<PostgresServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var binaries = await BinariesAsync(options.Programs, cancellationToken);
        var port = options.Port(PortOffset.Postgres);
        var (account, folder) = await ServerAccount.WithFolderAsync(options.Programs, options.FolderOf("postgres", port), cancellationToken);
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Database = "postgres",
            Username = User,
            Password = Passwords.Next(),
        };
        options.Report?.Invoke($"Starting PostgreSQL ({binaries}) on port {port}");
        var control = new PrivateServer(
            "PostgreSQL", folder, Command(binaries, folder, account, port), token => PostgresServer.AnswersAsync(connectionString.ConnectionString, token));
        var server = new PostgresServer(connectionString.ConnectionString, control);
        await server.StartOrDisposeAsync(() => InitialiseAsync(binaries, folder, account, connectionString.Password, cancellationToken), cancellationToken);
        return server;
    }

    static async Task<string> BinariesAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        if (Find(programs) is { } found) return found;
        if (programs.Root is { } root) throw new LocalServersException($"PostgreSQL is missing in {root}.");
        if (await DebianPackages.TryInstallAsync("postgresql", cancellationToken) && Find(programs) is { } installed) return installed;
        throw new LocalServersException(
            $"PostgreSQL is missing. Install it (Debian and Ubuntu: apt-get install postgresql), start a Docker engine, or set {PostgresServer.Variable} to a connection string.");
    }

    /// <summary>Debian keeps each version apart and off the PATH; others have one, on the PATH.</summary>
    static string? Find(ServerPrograms programs)
    {
        const string Debian = "/usr/lib/postgresql";
        var packaged = programs.Outside(Debian);
        var versions = Directory.Exists(packaged) ? Directory.GetDirectories(packaged) : [];
        var newestFirst = versions.OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
        return newestFirst.Select(folder => Path.Combine(Debian, Path.GetFileName(folder), "bin"))
            .Concat(programs.Root is not null ? [] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => Exists(programs.Outside(Path.Combine(folder, "initdb"))) && Exists(programs.Outside(Path.Combine(folder, "postgres"))));
    }

    // A link on the PATH may outlive the package it points into.
    static bool Exists(string program) => File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is null or { Exists: true };

    static async Task InitialiseAsync(string binaries, string folder, ServerAccount account, string password, CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        string[] initdb =
        [
            .. account.Prefix, Path.Combine(binaries, "initdb"), "--pgdata", Path.Combine(folder, "data"), "--username", User,
            "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
            // The new cluster is empty; what is written later is synced as always.
            "--no-sync",
        ];
        await Commands.RunAsync(initdb, cancellationToken);
        File.Delete(passwordFile);
    }

    static ServerCommand Command(string binaries, string folder, ServerAccount account, int port) => new()
    {
        Arguments =
        [
            .. account.Prefix, Path.Combine(binaries, "postgres"), "-D", Path.Combine(folder, "data"), "-c", $"port={port}",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300",
        ],
        LogFile = Path.Combine(folder, "log"),
        // "Fast": open transactions are rolled back and clients disconnected; TERM would wait for them.
        StopSignal = "INT",
    };
}
