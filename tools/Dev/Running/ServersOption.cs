using System.CommandLine;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Packages;

namespace Blink.Pipeline.Dev.Running;

/// <summary>Which versions of PostgreSQL and RabbitMQ a command runs on.</summary>
static class ServersOption
{
    /// <summary>A tree of Debian 13, with PostgreSQL 17 and RabbitMQ 4.0.</summary>
    public const string NextDebian = "debian13";

    const string ThisMachine = "machine";

    /// <summary>The option.</summary>
    public static Option<string> Create()
    {
        var servers = new Option<string>("--servers") { Description = "Where PostgreSQL and RabbitMQ come from: this machine, or a tree of Debian 13 (root only).", DefaultValueFactory = _ => ThisMachine };
        servers.AcceptOnlyFromAmong(ThisMachine, NextDebian);
        return servers;
    }

    /// <summary>What was chosen, made ready.</summary>
    /// <exception cref="LocalServersException">It cannot be had.</exception>
    public static async Task<ServerPrograms> ProgramsAsync(string servers, CancellationToken cancellationToken) => servers == NextDebian
        ? await Debian13.InstallAsync(DevFolder.Of(NextDebian), Console.WriteLine, cancellationToken)
        : ServerPrograms.OfThisMachine;
}
