namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>Lets the worker die in the middle of a group: the connection ends at the step that a test names, and nothing was written.</summary>
static class Crashes
{
    /// <summary>The tables that a group writes, in order; dying at one is dying after all before it.</summary>
    public static string[] Places { get; } = ["accounts", "user_states", "sync_errors", "outbox"];

    /// <summary>Prepares a database.</summary>
    public static async Task PrepareAsync(ProvisioningDatabase database)
    {
        await database.ExecuteAsync("""
            CREATE TABLE public.dies_at (place text);

            CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM public.dies_at WHERE place = TG_TABLE_NAME) THEN
                    RAISE EXCEPTION 'died at %', TG_TABLE_NAME USING ERRCODE = 'admin_shutdown';
                END IF;
                RETURN NULL;
            END
            $$;

            CREATE TRIGGER die BEFORE INSERT ON provisioning.accounts EXECUTE FUNCTION public.die();
            CREATE TRIGGER die BEFORE INSERT ON provisioning.user_states EXECUTE FUNCTION public.die();
            CREATE TRIGGER die BEFORE INSERT ON provisioning.sync_errors EXECUTE FUNCTION public.die();
            CREATE TRIGGER die BEFORE INSERT ON provisioning.outbox EXECUTE FUNCTION public.die();
            """);
    }

    /// <summary>Where groups die from now on; null: nowhere.</summary>
    public static async Task DieAtAsync(ProvisioningDatabase database, string? place)
    {
        await database.ExecuteAsync("DELETE FROM public.dies_at");
        if (place is not null)
            await database.ExecuteAsync("INSERT INTO public.dies_at VALUES (@place)", ("place", place));
    }
}
