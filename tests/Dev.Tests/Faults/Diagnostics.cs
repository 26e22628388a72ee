namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>Shows what a run says among the runner's diagnostic messages.</summary>
sealed class Diagnostics : IProgress<string>
{
    public void Report(string value) => TestContext.Current.SendDiagnosticMessage(value);
}
