using System.Xml.Linq;
using Blink.Pipeline.Platform.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Blink.Pipeline.Ops.Access;

/// <summary>The keys that seal sessions and forms, <c>operations.data_protection_keys</c>: every instance shares them.</summary>
sealed class KeyRing(NpgsqlDataSource dataSource) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = dataSource.CreateCommand("SELECT xml FROM operations.data_protection_keys");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = dataSource.CreateCommand("INSERT INTO operations.data_protection_keys (name, xml) VALUES (@name, @xml)");
        command.With("name", friendlyName).With("xml", element.ToString(SaveOptions.DisableFormatting)).ExecuteNonQuery();
    }
}
