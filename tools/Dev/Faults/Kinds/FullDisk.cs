using Npgsql;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>
/// PostgreSQL without space left, as it says so itself (SQLSTATE 53100): the statement fails, its transaction rolls back, reading goes
/// on. Triggers of the suite's own do it, made before anything is under way, because making them needs locks on every table.
/// </summary>
static class FullDisk
{
    const string InstallSql = """
        CREATE SCHEMA faults;
        CREATE TABLE faults.full_disk (since timestamptz NOT NULL);
        CREATE FUNCTION faults.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM faults.full_disk) THEN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
            END IF;
            RETURN NULL;
        END
        $$;
        DO $$
        DECLARE
            target regclass;
        BEGIN
            FOR target IN
                SELECT pg_class.oid::regclass
                FROM pg_class
                JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE relkind = 'r' AND nspname IN ('scim', 'provisioning', 'notification', 'operations')
            LOOP
                EXECUTE format('CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION faults.refuse()', target);
            END LOOP;
        END
        $$;
        """;

    /// <summary>Fills the disk.</summary>
    public const string FillSql = "INSERT INTO faults.full_disk (since) VALUES (now())";

    /// <summary>Makes space again.</summary>
    public const string EmptySql = "DELETE FROM faults.full_disk";

    /// <summary>Prepares a database that has all its tables.</summary>
    public static async Task InstallAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(InstallSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
