using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>One trace from the SCIM request to the account, and to the mail; and nothing about a person in what leaves the processes.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class TraceTests(TelemetryFixture telemetry)
{
    [Fact]
    public Task One_trace_leads_from_the_request_over_outbox_and_broker_to_the_account() => Eventually.HoldsAsync(() =>
    {
        AssertWay(
            telemetry.Working.AppliedUser,
            ("ingress", "POST /scim/Users/"),
            ("ingress", "publish ApplyUser"),
            ("provisioning-worker", "process apply-user"),
            ("provisioning-worker", "apply user"));
        var applied = Trace(telemetry.Working.AppliedUser).Single(span => span.Name == "apply user");
        Assert.Equal(("applied", "create", "1"), (applied.Tags["blink.outcome"], applied.Tags["blink.detail"], applied.Tags["blink.scim_user.version"]));
        return Task.CompletedTask;
    });

    [Fact]
    public Task The_same_trace_leads_to_the_mail_when_the_change_is_rejected() => Eventually.HoldsAsync(() =>
    {
        AssertWay(
            telemetry.Working.RejectedUser,
            ("ingress", "POST /scim/Users/"),
            ("ingress", "publish ApplyUser"),
            ("provisioning-worker", "process apply-user"),
            ("provisioning-worker", "apply user"),
            ("provisioning-worker", "publish SyncErrorRaised"),
            ("notification-worker", "process notify-sync-errors"));
        // A digest is about many changes, so its own span is no child of any: each has a span that says where it was told, with links both ways.
        var trace = Trace(telemetry.Working.RejectedUser);
        var told = trace.Single(span => span.Name == "tell in digest");
        Assert.Equal(trace.Single(span => span.Name == "apply user").SpanId, told.ParentId);
        var mail = telemetry.Receiver.Spans.Single(span => span.SpanId == Assert.Single(told.Links));
        Assert.Equal(("notification-worker", "send digest", "sent"), (mail.Service, mail.Name, mail.Tags["blink.outcome"]));
        Assert.Equal(told.Tags["blink.mail.id"], mail.Tags["blink.mail.id"]);
        Assert.Contains(told.ParentId, mail.Links);
        Assert.NotEqual(told.TraceId, mail.TraceId);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Logs_come_with_the_service_and_lines_of_a_trace_with_its_id() => Eventually.HoldsAsync(() =>
    {
        Assert.Superset(
            new HashSet<string> { "ingress", "provisioning-worker", "notification-worker", "ops" },
            telemetry.Receiver.Logs.Select(line => line.Service).ToHashSet());
        var traces = telemetry.Receiver.Spans.Select(span => span.TraceId).ToHashSet();
        Assert.Contains(telemetry.Receiver.Logs, line => line.Text.StartsWith("Sent digest", StringComparison.Ordinal) && traces.Contains(line.TraceId));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Nothing_that_leaves_a_process_names_a_person()
    {
        // What was asked for by e-mail has arrived, without the e-mail.
        await Eventually.HoldsAsync(() => Task.FromResult(
            telemetry.Receiver.Spans.Any(span => span.Name == "GET /scim/Users") && telemetry.Receiver.Spans.Any(span => span.Name == "GET /scim/Users/{id}")));
        Assert.DoesNotContain(telemetry.Receiver.Spans, span => span.Tags.Keys.Any(tag => tag.StartsWith("url.", StringComparison.Ordinal) && tag != "url.scheme"));
        var texts = telemetry.Receiver.Texts.Concat(telemetry.All.SelectMany(instance => instance.Scrapes).OfType<Scrape>().Select(scrape => scrape.Text));
        foreach (var text in texts)
        {
            Assert.DoesNotContain("person", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(".example", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    List<ReceivedSpan> Trace(Guid scimUser)
    {
        var request = telemetry.Receiver.Spans.Single(span => span.Service == "ingress"
            && span.Name.StartsWith("POST", StringComparison.Ordinal)
            && span.Tags.GetValueOrDefault("blink.scim_user.id") == $"{scimUser}");
        return [.. telemetry.Receiver.Spans.Where(span => span.TraceId == request.TraceId)];
    }

    // Each is the parent of the next one.
    void AssertWay(Guid scimUser, params (string Service, string Name)[] way)
    {
        var trace = Trace(scimUser);
        var parent = "";
        foreach (var (service, name) in way)
        {
            var next = trace.FirstOrDefault(span => span.Service == service && span.Name == name && span.ParentId == parent);
            Assert.True(next is not null, $"No {name} of {service} is below {parent} in\n{string.Join('\n', trace)}");
            parent = next.SpanId;
        }
        Assert.All(trace.Where(span => span.Name is "apply user"), span => Assert.Equal($"{scimUser}", span.Tags["blink.scim_user.id"]));
    }
}
