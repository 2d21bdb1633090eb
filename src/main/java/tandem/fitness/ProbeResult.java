package tandem.fitness;

import tandem.Pure;

/// What came of one run of an operator's check.
///
/// @param passed whether it speaks for the node
/// @param text   for a person, to follow a colon
@Pure
record ProbeResult(boolean passed, String text) {
    private static final int LONGEST = 200;

    static ProbeResult failed(String text) {
        return new ProbeResult(false, text);
    }

    /// The end of a program.
    ///
    /// @param status as a shell would give it
    /// @param errors the end of what it wrote to its standard error
    static ProbeResult exited(int status, String errors) {
        String last = lastLine(errors);
        String text = "exit status " + status + (last.isEmpty() ? "" : ": " + last);
        return new ProbeResult(status == 0, text);
    }

    /// The last line that says something, without what could disturb a terminal or a log.
    private static String lastLine(String errors) {
        String last = "";
        for (String line : errors.split("[\r\n]+", -1)) if (!line.isBlank()) last = line.strip();
        String clean = last.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
