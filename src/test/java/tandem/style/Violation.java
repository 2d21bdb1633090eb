package tandem.style;

/// A house rule that a source file breaks.
///
/// @param file path in the source folder, `tandem/vip/Some.java`
/// @param line 1 for the first
/// @param rule what it breaks, and what the limit is
public record Violation(String file, long line, String rule) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + rule;
    }
}
