using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests.Schemas;

/// <summary>The verified errata of RFC 7643 that touch users.</summary>
public sealed class ErrataTests
{
    static readonly SchemaAttribute[] All = [.. UserType.Instance.Schema.Attributes, .. UserType.Instance.Extensions.SelectMany(extension => extension.Attributes)];

    [Fact]
    public void No_attribute_inside_a_complex_one_is_complex() =>
        Assert.DoesNotContain(All.SelectMany(attribute => attribute.SubAttributes), attribute => attribute.Type == AttributeType.Complex);

    [Fact]
    public void A_certificate_is_binary_and_case_exact()
    {
        var value = All.Single(attribute => attribute.Name == "x509Certificates").Find("value")!;
        Assert.Equal((AttributeType.Binary, true), (value.Type, value.CaseExact));
    }

    [Fact]
    public void The_id_of_a_manager_is_case_exact() =>
        Assert.True(All.Single(attribute => attribute.Name == "manager").Find("value")!.CaseExact);
}
