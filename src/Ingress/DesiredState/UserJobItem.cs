using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Patching;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>One item of a job.</summary>
/// <param name="Write">What it wants written, at the cost of the work that the whole job may do; null: an error says why nothing.</param>
/// <param name="Error">Why it can come to nothing, whatever is stored; or null.</param>
/// <param name="Creates">The bulkId of the user that it creates, or would create without its error; or null.</param>
/// <param name="References">The bulkIds of the users that it names, all created by items of the job. If one is not created, nothing is written.</param>
sealed record UserJobItem(
    Func<PatchWork, UserWrite>? Write,
    ScimException? Error,
    string? Creates,
    IReadOnlyCollection<string> References);
