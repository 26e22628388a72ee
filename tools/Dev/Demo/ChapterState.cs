using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>What the bars show.</summary>
/// <param name="Acknowledged">Users answered with 2xx in this cycle.</param>
/// <param name="ToAcknowledge">Users that the cycle has to do with.</param>
/// <param name="Progress">How far the pipeline is with all SCIM users.</param>
/// <param name="ToReject">Users that must end rejected.</param>
/// <param name="Mailed">People whom a mail names with an error.</param>
sealed record ChapterState(long Acknowledged, long ToAcknowledge, PipelineProgress Progress, int ToReject, int Mailed);
