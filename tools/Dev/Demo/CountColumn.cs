using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>How many of how many.</summary>
sealed class CountColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text($"{task.Value:N0} of {(task.IsIndeterminate ? "?" : $"{task.MaxValue:N0}")}").RightJustified();
}
