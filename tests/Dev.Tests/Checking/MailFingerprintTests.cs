using System.Text;
using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Tests.Checking;

public sealed class MailFingerprintTests
{
    const string Mail = "Message-ID: <1@blink>\r\nSubject: Errors\r\n\r\nAdele\r\n";

    [Theory]
    [InlineData("Received: from a\r\n\tby b; now\r\n")]
    [InlineData("X-RcptTo: it@contoso.example\r\n")]
    public void What_servers_add_on_the_way_makes_no_difference(string trace) => Assert.Equal(Of(Mail), Of(trace + Mail));

    [Theory]
    [InlineData("Message-ID: <1@blink>\r\nSubject: Errors\r\n\r\nadele\r\n")]
    [InlineData("Message-ID: <1@blink>\r\nSubject: errors\r\n\r\nAdele\r\n")]
    [InlineData("Message-ID: <1@blink>\r\nDate: now\r\nSubject: Errors\r\n\r\nAdele\r\n")]
    [InlineData("Message-ID: <1@blink>\r\nSubject: Errors\r\n\r\nAdele\r\nReceived: from a\r\n")]
    public void Everything_else_does(string other) => Assert.NotEqual(Of(Mail), Of(other));

    static string Of(string mail) => MailFingerprint.Of(Encoding.Latin1.GetBytes(mail));
}
