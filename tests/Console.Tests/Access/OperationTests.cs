using System.Reflection;
using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Console.Parts;
using Microsoft.AspNetCore.Components;

namespace Blink.Pipeline.Console.Tests.Access;

public sealed class OperationTests(ConsoleBench bench)
{
    static readonly Role[] Everyone = [Role.Viewer, Role.Support, Role.Operator];

    // Written down a second time on purpose: an operation that is not here, or that somebody opened to more roles, fails.
    static readonly Dictionary<string, Role[]> Expected = new()
    {
        ["see"] = Everyone,
        ["see-people"] = Everyone,
        ["see-audit"] = Everyone,
        ["create-organisation"] = [Role.Support],
        ["change-organisation"] = [Role.Support],
        ["issue-token"] = [Role.Support],
        ["revoke-token"] = [Role.Support],
        ["resend-invite"] = [Role.Support],
        ["try-again"] = [Role.Support, Role.Operator],
        ["apply-again"] = [Role.Support, Role.Operator],
        ["export-errors"] = Everyone,
        ["send-mail-again"] = [Role.Support, Role.Operator],
        ["preview-replay"] = [Role.Operator],
        ["replay-letters"] = [Role.Operator],
        ["discard-letters"] = [Role.Operator],
        ["export-letters"] = [Role.Operator],
        ["replay-file"] = [Role.Operator],
        ["stop-run"] = [Role.Operator],
    };

    public static TheoryData<string, string> OperationsAndRoles
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var operation in Operation.All)
            {
                foreach (var role in Enum.GetNames<Role>())
                    pairs.Add(operation.Name, role);
            }
            return pairs;
        }
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(OperationsAndRoles))]
    public async Task A_role_may_do_what_it_may_and_nothing_else(string operationName, string roleName)
    {
        var (operation, role) = (Operation.All.Single(each => each.Name == operationName), Enum.Parse<Role>(roleName));
        var caller = new Caller($"{role}-{Guid.NewGuid()}", new HashSet<Role> { role }, DateTimeOffset.MaxValue);
        var ran = false;

        var denial = await Record.ExceptionAsync(() => RunAsync(caller, operation, () => ran = true));

        var expected = Expected[operationName].Contains(role);
        Assert.Equal(expected, ran);
        Assert.Equal(expected, denial is null);
        Assert.Equal(expected ? 0 : 1, await DenialsOfAsync(caller));
        if (!expected)
            Assert.StartsWith($"You may not {operation.Words}", Assert.IsType<DeniedException>(denial).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_roles_may_together_what_each_may()
    {
        var caller = new Caller("both", new HashSet<Role> { Role.Support, Role.Operator }, DateTimeOffset.MaxValue);
        var done = new List<Operation>();

        foreach (var operation in Operation.All)
            await RunAsync(caller, operation, () => done.Add(operation));

        Assert.Equal(Operation.All, done);
    }

    [Fact]
    public async Task Nobody_may_do_anything_after_the_session_has_ended()
    {
        var caller = new Caller("late", new HashSet<Role>(Everyone), DateTimeOffset.MinValue);

        foreach (var operation in Operation.All)
        {
            var denial = await Assert.ThrowsAsync<DeniedException>(() => RunAsync(caller, operation, () => Assert.Fail("It ran.")));
            Assert.True(denial.SessionEnded);
        }
    }

    [Fact]
    public void The_list_of_operations_is_whole() => Assert.Equal(
        typeof(Operation).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(Operation)).Select(property => (Operation)property.GetValue(null)!).ToHashSet(),
        [.. Operation.All]);

    // Whoever could be handed a store could forget to ask the gate.
    [Fact]
    public void A_page_has_no_other_way_to_the_operations_than_the_desk()
    {
        var own = typeof(OpsAssembly).Assembly;
        var injected = own.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(type))
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(property => property.IsDefined(typeof(InjectAttribute))).Select(property => property.PropertyType))
            .Where(type => type.Assembly == own)
            .ToHashSet();

        Assert.Equal([typeof(Desk)], injected);
    }

    Task<bool> RunAsync(Caller caller, Operation operation, Action run) => bench.Host.Use<Gate>().RunAsync(
        caller,
        operation,
        (TimeProvider _, string actor) =>
        {
            Assert.Equal(caller.Name, actor);
            run();
            return Task.FromResult(true);
        },
        Token);

    Task<long> DenialsOfAsync(Caller caller) => bench.Host.ScalarAsync<long>(
        $"SELECT count(*) FROM operations.audit_records WHERE actor = '{caller.Name}' AND action = 'operation.denied'");
}
