using System.CommandLine;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class MigrateCommand
{
    public static Command Create() =>
        new Command("migrate", "Bring the database to this build's schema, and declare the queues if the broker is known.").Runs(async context =>
        {
            var settings = context.Use<OpsSettings>();
            var scripts = Migrate(settings.Postgres);
            if (settings.RabbitMqOrNone is { } broker)
                await Topology.DeclareAsync(broker, context.CancellationToken);
            return context.Show(new Answer(scripts, settings.RabbitMqOrNone is not null), Draw);
        });

    static IReadOnlyList<string> Migrate(string connectionString)
    {
        try
        {
            return [.. Migrator.Migrate(connectionString).Select(ShortName)];
        }
        catch (InvalidOperationException exception) when (exception.InnerException is not Npgsql.NpgsqlException or Npgsql.PostgresException)
        {
            throw new OpsException($"{exception.Message}. The database is as it was before that script.");
        }
        catch (InvalidOperationException exception)
        {
            throw exception.InnerException!;
        }
    }

    // Blink.Pipeline.Platform.Database.Migrations.0001_operations.sql
    static string ShortName(string script) => script.Split('.')[^2];

    static IRenderable Draw(Answer answer) => new Rows(
        [
            .. answer.Scripts.Select(script => new Markup($"Ran [bold]{Markup.Escape(script)}[/]")),
            new Markup(answer.Scripts.Count == 0 ? "The database is up to date." : $"The database is up to date: {Words.Of(answer.Scripts.Count, "script")} run."),
            new Markup(answer.QueuesDeclared
                ? "The queues are declared."
                : "The queues were not looked at: no broker is given (RabbitMq__Uri or --rabbitmq)."),
        ]);

    sealed record Answer(IReadOnlyList<string> Scripts, bool QueuesDeclared);
}
