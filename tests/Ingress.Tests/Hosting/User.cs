namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>Bodies of users.</summary>
static class User
{
    public static string Json(string userName) => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","active":true,
         "emails":[{"type":"work","primary":true,"value":"{{userName}}"}]}
        """;
}
