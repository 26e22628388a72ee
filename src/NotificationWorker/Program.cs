using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.SyncErrors;
using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase();
builder.AddBus(consumers =>
{
    consumers.AddConsumer<SyncErrorConsumer, SyncErrorConsumerDefinition>();
    consumers.AddConsumer<SendInviteConsumer, SendInviteConsumerDefinition>();
});
builder.AddNotification();

var application = builder.Build();
application.MapServiceDefaults();
await application.RunAsync();
