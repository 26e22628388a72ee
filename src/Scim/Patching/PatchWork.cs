using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>
/// Counts how often the operations of one PATCH look at an element, and stops one that does so without measure: whoever applies a
/// PATCH may have others waiting.
/// </summary>
sealed class PatchWork
{
    // To add or remove 500 values one by one takes 125,000 looks. Measured, 200,000 take 10 to 75 ms, whatever the operations are.
    const int MaxLooks = 200_000;

    int looks;

    /// <summary>Counts a look at each of so many elements.</summary>
    /// <exception cref="ScimException">413: the PATCH asks for too much.</exception>
    public void Look(int elements)
    {
        looks += elements;
        if (looks > MaxLooks)
            throw ScimException.PayloadTooLarge("The operations of this PATCH go through too many values. Send it in several parts.");
    }

    /// <summary>Counts the comparing of each element with a condition, which weighs as much as two looks for each of its terms.</summary>
    /// <exception cref="ScimException">413: the PATCH asks for too much.</exception>
    public void Compare(int elements, Filter? condition) => Look(elements * 2 * TermsOf(condition));

    static int TermsOf(Filter? filter) => filter switch
    {
        null => 1,
        And(var left, var right) => TermsOf(left) + TermsOf(right),
        Or(var left, var right) => TermsOf(left) + TermsOf(right),
        Not(var operand) => TermsOf(operand),
        ValuePath(_, var condition) => 1 + TermsOf(condition),
        _ => 1,
    };
}
