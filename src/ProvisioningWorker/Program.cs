using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase();
builder.AddBus(bus => bus.AddConsumer<ApplyUserConsumer, ApplyUserConsumerDefinition>());
builder.AddOutboxRelay(ProvisioningOutbox.Table);
builder.AddProvisioning();

var application = builder.Build();
application.MapServiceDefaults();
application.Run();
