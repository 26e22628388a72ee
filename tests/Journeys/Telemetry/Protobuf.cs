using System.Buffers.Binary;
using System.Text;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>A field of a message in the wire format of Protocol Buffers: enough to read what an OTLP exporter sends.</summary>
/// <param name="Number">The number of the field.</param>
/// <param name="Value">A varint or a fixed number; 0 for others.</param>
/// <param name="Bytes">Text, bytes or a message; empty for numbers.</param>
readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    /// <summary>The fields of the message that this one holds.</summary>
    public IEnumerable<ProtobufField> Fields => Read(Bytes);

    /// <summary>The messages of one number that it holds.</summary>
    public IEnumerable<ProtobufField> All(int number) => Fields.Where(field => field.Number == number);

    /// <summary>Reads a message.</summary>
    public static IEnumerable<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new(number, Varint(message.Span, ref at), default);
                    break;
                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return new(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                default:
                    yield return new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
            }
        }
    }

    static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
