using Blink.Pipeline.Ingress;
using Blink.Pipeline.Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddIngress();

var application = builder.Build();
application.MapServiceDefaults();
application.MapScim();
await application.RunAsync();
