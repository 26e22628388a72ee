using Bogus;

namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Names of people in many scripts. Bogus brings most; those it lacks (Hebrew, Devanagari, awkward ones) are listed here.</summary>
sealed class NameSource(Randomizer random)
{
    static readonly string[] LatinLocales = ["en_GB", "de", "fr", "pl", "tr", "sv", "nb_NO", "cz", "es", "pt_BR"];
    static readonly string[] OtherLocales = ["el", "ru", "uk", "ar", "ja", "zh_CN", "ko"];

    static readonly (string Given, string Family, string Latin)[] Listed =
    [
        ("נועה", "כהן", "noa.cohen"),
        ("יוסף", "מזרחי", "yosef.mizrahi"),
        ("שירה", "בן־דוד", "shira.ben-david"),
        ("अनन्या", "शर्मा", "ananya.sharma"),
        ("अर्जुन", "सिंह", "arjun.singh"),
        ("प्रिया", "श्रीवास्तव", "priya.shrivastava"),
        ("Sinéad", "O'Brien", "sinead.o'brien"),
        ("D’Arcy", "Ó Súilleabháin", "darcy.osuilleabhain"),
        ("Anne-Marie", "Smith-Jones", "anne-marie.smith-jones"),
        ("Jean-Luc", "d'Aubigné", "jean-luc.d'aubigne"),
        ("María José", "de la Cruz y García", "mj.delacruz"),
        ("Nguyễn", "Thị Ánh Nguyệt", "nguyen.nguyet"),
        ("Þórður", "Guðmundsdóttir", "thordur.gudmundsdottir"),
        ("Xi", "Ng", "xi.ng"),
    ];

    static readonly string[] OneWord = ["Suharto", "Madhavan", "Ibrahim", "Aung", "Björk"];

    readonly Bogus.DataSets.Name[] latin = Sources(LatinLocales, random);
    readonly Bogus.DataSets.Name[] other = Sources(OtherLocales, random);

    public PersonName Next() => random.Double() switch
    {
        < 0.55 => Latin(random.ArrayElement(latin)),
        < 0.85 => OtherScript(random.ArrayElement(other)),
        < 0.97 => FromList(),
        < 0.99 => Single(),
        _ => OnlyFamily(),
    };

    static Bogus.DataSets.Name[] Sources(string[] locales, Randomizer random) =>
        [.. locales.Select(locale => new Bogus.DataSets.Name(locale) { Random = random })];

    static PersonName Latin(Bogus.DataSets.Name source)
    {
        var (given, family) = (source.FirstName(), source.LastName());
        return new PersonName(given, family, $"{given}.{family}");
    }

    /// <summary>Directories romanise such names by hand; an English name stands for that here.</summary>
    PersonName OtherScript(Bogus.DataSets.Name source)
    {
        var romanised = latin[0];
        return new PersonName(source.FirstName(), source.LastName(), $"{romanised.FirstName()}.{romanised.LastName()}");
    }

    PersonName FromList()
    {
        var (given, family, romanised) = random.ArrayElement(Listed);
        return new PersonName(given, family, romanised);
    }

    PersonName Single()
    {
        var name = random.ArrayElement(OneWord);
        return new PersonName(name, null, name);
    }

    PersonName OnlyFamily()
    {
        var family = latin[0].LastName();
        return new PersonName(null, family, family);
    }
}
