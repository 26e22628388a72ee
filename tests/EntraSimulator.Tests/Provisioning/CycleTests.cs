using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;
using CsCheck;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

public sealed class CycleTests
{
    [Theory]
    [InlineData(PatchMode.Default)]
    [InlineData(PatchMode.AadOptscim062020)]
    public Task After_each_cycle_the_target_says_what_the_directory_says(PatchMode mode) =>
        Gen.Select(Gen.Int[1, 120], Gen.Int).SampleAsync(async (users, seed) =>
        {
            var (directory, changes) = DirectoryGenerator.Generate(new DirectoryOptions { Users = users, Seed = seed });
            using var entra = new Entra(directory, options => options with { Mode = mode });
            await entra.InitialAsync();
            Assert.Equal("", string.Join("\n", entra.Differences()));
            for (var cycle = 0; cycle < 3; cycle++)
            {
                changes.Apply(new DirectoryChangePlan { Joiners = 3, Movers = 20, ManagerChanges = 5, Leavers = 6, Restores = 2, HardDeletes = 2, Rehires = 1 });
                await entra.IncrementalAsync();
                Assert.Equal("", string.Join("\n", entra.Differences()));
            }

            Assert.Empty(entra.Service.Escrows);
        }, iter: 20);

    [Fact]
    public async Task The_initial_cycle_creates_who_is_in_scope_and_nobody_else()
    {
        var (directory, _) = DirectoryGenerator.Generate(new DirectoryOptions { Users = 100 });
        using var entra = new Entra(directory);

        var totals = (await entra.InitialAsync()).Totals;

        Assert.Equal(100, totals.Created);
        Assert.Equal(100, totals.Acknowledged);
        Assert.Equal(100, entra.Store.Users.Count);
        Assert.Equal(entra.Store.Requests.Count, totals.Requests);
    }

    [Fact]
    public async Task A_second_initial_cycle_matches_everybody_and_changes_nothing()
    {
        var (directory, _) = DirectoryGenerator.Generate(new DirectoryOptions { Users = 50 });
        using var entra = new Entra(directory);
        await entra.InitialAsync();

        var totals = (await entra.InitialAsync()).Totals;

        Assert.Equal(50, totals.Matched);
        Assert.Equal(0, totals.Writes);
    }

    [Fact]
    public async Task An_incremental_cycle_only_asks_for_who_changed()
    {
        var (directory, changes) = DirectoryGenerator.Generate(new DirectoryOptions { Users = 50 });
        using var entra = new Entra(directory);
        await entra.InitialAsync();

        changes.Apply(new DirectoryChangePlan { Movers = 2 });
        var totals = (await entra.IncrementalAsync()).Totals;

        Assert.Equal(2, totals.Users);
    }

    [Fact]
    public async Task A_purged_user_is_deleted_unless_it_had_been_unassigned_before()
    {
        using var entra = new Entra();
        var (purged, unassigned) = (Entra.User("purged"), Entra.User("unassigned"));
        entra.Directory.Put(purged);
        entra.Directory.Put(unassigned);
        await entra.InitialAsync();
        entra.Directory.Put(purged with { IsSoftDeleted = true });
        entra.Directory.Put(unassigned with { IsAssigned = false });
        Assert.Equal(2, (await entra.IncrementalAsync()).Totals.Disabled);

        entra.Directory.HardDelete(purged.ObjectId);
        entra.Directory.HardDelete(unassigned.ObjectId);
        await entra.IncrementalAsync();

        Assert.Equal("unassigned@contoso.example", Assert.Single(entra.Store.Users.Values)["userName"]!.GetValue<string>());
        Assert.Empty(entra.Service.ScimIds);
    }

    [Fact]
    public async Task A_restored_user_is_looked_up_and_becomes_active_under_its_old_id()
    {
        using var entra = new Entra();
        var user = Entra.User("back");
        entra.Directory.Put(user);
        await entra.InitialAsync();
        var id = entra.Service.ScimIds[user.ObjectId];
        entra.Directory.Put(user with { IsSoftDeleted = true });
        await entra.IncrementalAsync();

        entra.Directory.Put(user);
        var report = await entra.IncrementalAsync();

        Assert.Equal(1, report.Totals.Restored);
        Assert.Equal(id, entra.Service.ScimIds[user.ObjectId]);
        Assert.True(entra.Store.Users[id]["active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_manager_out_of_scope_is_left_out()
    {
        using var entra = new Entra();
        var manager = Entra.User("manager") with { IsAssigned = false };
        entra.Directory.Put(manager);
        entra.Directory.Put(Entra.User("report") with { ManagerObjectId = manager.ObjectId });

        var report = await entra.InitialAsync();

        Assert.Empty(report.Escrows);
        Assert.DoesNotContain(entra.Store.Requests, request => request.Method == "PATCH");
    }

    [Fact]
    public async Task A_wrong_token_quarantines_the_job_at_the_probe()
    {
        using var entra = new Entra(with: options => options with { Token = "wrong" });
        entra.Directory.Put(Entra.User("someone"));

        await Assert.ThrowsAsync<QuarantineException>(entra.InitialAsync);

        Assert.Single(entra.Store.Requests);
    }
}
