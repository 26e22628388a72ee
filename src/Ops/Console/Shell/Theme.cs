using MudBlazor;

namespace Blink.Pipeline.Ops.Console.Shell;

/// <summary>The look: calm, dense, with the system's own fonts.</summary>
static class Theme
{
    static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"];

    public static MudTheme Console { get; } = new()
    {
        LayoutProperties = new() { DefaultBorderRadius = "6px", AppbarHeight = "48px", DrawerWidthLeft = "212px" },
        Typography = new()
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.45" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.8125rem", TextTransform = "none", FontWeight = "600" },
        },
        PaletteLight = new PaletteLight
        {
            Primary = "#1d4ed8",
            Secondary = "#475569",
            Success = "#166534",
            Warning = "#92400e",
            Error = "#b91c1c",
            Info = "#1e40af",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#0f172a",
            DrawerBackground = "#ffffff",
            DrawerText = "#1e293b",
            DrawerIcon = "#475569",
            TextPrimary = "#0f172a",
            TextSecondary = "#475569",
            TextDisabled = "#5b6472",
            ActionDefault = "#475569",
            LinesDefault = "#dfe3e8",
            LinesInputs = "#767f8c",
            TableLines = "#e6e9ee",
            TableHover = "#eef2f7",
            Divider = "#dfe3e8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab4ff",
            PrimaryContrastText = "#0b1220",
            Secondary = "#a8b3c4",
            Success = "#6ee7a0",
            SuccessContrastText = "#0b1220",
            Warning = "#fbbf57",
            WarningContrastText = "#0b1220",
            Error = "#ff9a9a",
            ErrorContrastText = "#0b1220",
            Info = "#93c5fd",
            InfoContrastText = "#0b1220",
            Background = "#0f141b",
            Surface = "#171d26",
            AppbarBackground = "#171d26",
            AppbarText = "#e6ebf2",
            DrawerBackground = "#171d26",
            DrawerText = "#d5dce6",
            DrawerIcon = "#a8b3c4",
            TextPrimary = "#e6ebf2",
            TextSecondary = "#a8b3c4",
            TextDisabled = "#8b96a6",
            ActionDefault = "#a8b3c4",
            LinesDefault = "#2a323e",
            LinesInputs = "#76818f",
            TableLines = "#262e39",
            TableHover = "#1f2732",
            Divider = "#2a323e",
        },
    };
}
