namespace Blink.Pipeline.Dev.Commands;

/// <summary>One line on standard error for each step. (Progress&lt;T&gt; would post it to the thread pool, out of order.)</summary>
sealed class ConsoleProgress : IProgress<string>
{
    public void Report(string value) => Console.Error.WriteLine(value);
}
