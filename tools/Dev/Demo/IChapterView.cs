namespace Blink.Pipeline.Dev.Demo;

/// <summary>Shows people how far a cycle is: bars on a terminal, lines anywhere else.</summary>
interface IChapterView
{
    void Show(ChapterState state);

    /// <summary>Something that happened, said once.</summary>
    void Say(string sentence);
}
