package tandem.failover;

/// The part of a text between two marks, each in a line of its own, which a program keeps.
final class Section {
    static final String BEGIN = "<!-- failover figures: written by bench/run failover --readme -->";
    static final String END = "<!-- end of the failover figures -->";

    private Section() {}

    /// The text with something else between its marks.
    static String replaced(String text, String content) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) throw new IllegalArgumentException("there are no lines " + BEGIN + " and " + END);
        return text.substring(0, begin + BEGIN.length()) + "\n" + content.strip() + "\n" + text.substring(end);
    }
}
