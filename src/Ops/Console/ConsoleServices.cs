using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Access.SignIn;
using Blink.Pipeline.Ops.Console.Api;
using Blink.Pipeline.Ops.Console.DeadLetters;
using Blink.Pipeline.Ops.Console.Errors;
using Blink.Pipeline.Ops.Console.Parts;
using Blink.Pipeline.Ops.Console.Shell;
using Microsoft.Extensions.FileProviders;
using MudBlazor;
using MudBlazor.Services;

namespace Blink.Pipeline.Ops.Console;

/// <summary>The web console and its API, as parts of <c>ops serve</c>.</summary>
static class ConsoleServices
{
    const string Assembly = "Blink.Pipeline.Ops";

    public static void AddConsole(this WebApplicationBuilder builder)
    {
        builder.UseFilesOf(AppContext.BaseDirectory);
        builder.AddAccess();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter);
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<Desk>();
    }

    public static WebApplication UseConsole(this WebApplication application)
    {
        if (!application.Environment.IsDevelopment())
            application.UseHsts();
        application.UseSecurityHeaders();
        application.UseRefusalOfPlainHttp();
        application.UseRefusalOfOtherOrigins();
        application.UseApiProblems();
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseAntiforgery();
        application.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, $"{Assembly}.staticwebassets.endpoints.json")).AllowAnonymous();
        application.MapSignIn();
        application.MapApi();
        application.MapErrorExport();
        application.MapLetterExport();
        application.MapRazorComponents<App>()
            // The header that it would send is part of ours.
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
        return application;
    }

    // The files of the console lie beside the program, wherever it was started from and whoever hosts it.
    static void UseFilesOf(this WebApplicationBuilder builder, string folder)
    {
        builder.Environment.ApplicationName = Assembly;
        builder.WebHost.UseStaticWebAssets();
        if (Path.Combine(folder, "wwwroot") is var files && Directory.Exists(files))
            builder.Environment.WebRootFileProvider = new CompositeFileProvider(builder.Environment.WebRootFileProvider, new PhysicalFileProvider(files));
    }
}
