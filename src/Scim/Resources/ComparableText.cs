using System.Text;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>The form in which text is compared and ordered (RFC 7643 §2.2 caseExact, RFC 7644 §3.4.2.2, §3.4.2.3).</summary>
public static class ComparableText
{
    /// <summary>
    /// The simple case folding of a text, one code point for one. Upper case first, because some letters have two lower-case forms
    /// (Σ: σ, ς). No normal form: in invariant globalization .NET leaves canonically equivalent texts as they are.
    /// </summary>
    public static string Fold(string text) => text.ToUpperInvariant().ToLowerInvariant();

    /// <summary>The text as its attribute compares it: as it is if that is case exact, else folded.</summary>
    public static string Of(SchemaAttribute attribute, string text) => attribute.CaseExact ? text : Fold(text);

    /// <summary>Compares by code points, which is no locale's order; strings of .NET are ordered by code units.</summary>
    public static int Compare(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
