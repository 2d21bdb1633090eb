package tandem.config;

import java.util.Optional;
import java.util.function.IntPredicate;
import tandem.Pure;

/// Text of certain characters and of a certain length.
///
/// @param what     what it is, for messages
/// @param longest  number of characters, at most
/// @param first    which characters it may start with
/// @param allowed  which characters it may have
/// @param describe those characters, for messages
@Pure
record TextFormat(String what, int longest, IntPredicate first, IntPredicate allowed, String describe)
        implements Format<String> {

    /// A name that goes into logs, metrics and messages between nodes.
    static final TextFormat NAME = new TextFormat(
            "a name",
            63,
            TextFormat::letterOrDigit,
            c -> letterOrDigit(c) || "._-".indexOf(c) >= 0,
            "letters, digits, . _ -, the first a letter or digit");

    /// A name that may also be an address, which is the default of a backend's name.
    static final TextFormat BACKEND_NAME = new TextFormat(
            "a name",
            255,
            c -> letterOrDigit(c) || c == '[',
            c -> letterOrDigit(c) || "._-:[]".indexOf(c) >= 0,
            "letters, digits, . _ - : [ ]");

    /// A network interface as Linux limits it, which also refuses `.` and `..`.
    static final TextFormat DEVICE = new TextFormat(
            "an interface as `ip link` names it,",
            15,
            c -> c != '.',
            c -> c > ' ' && c < 127 && c != '/' && c != ':',
            "no spaces, no / or :");

    /// A file; a relative path counts from where the program was started.
    static final TextFormat FILE =
            new TextFormat("the path of a file,", 4096, c -> c > ' ', c -> c >= ' ', "no control characters");

    /// An existing folder; a relative path counts from where the program was started.
    static final TextFormat FOLDER =
            new TextFormat("the path of a folder,", 4096, c -> c > ' ', c -> c >= ' ', "no control characters");

    /// What an IPv4 address is listed under; it has to begin with its interface, which another rule sees to.
    static final TextFormat LABEL = new TextFormat(
            "a label", 15, c -> c != ':', c -> c > ' ' && c < 127 && c != '/', "the interface, a colon and a name");

    /// A word of a command, as the operating system takes it.
    static final TextFormat ARGUMENT =
            new TextFormat("an argument", 4096, c -> c != 0, c -> c != 0, "anything but the zero character");

    @Override
    public Optional<String> parse(String text) {
        boolean fits = !text.isEmpty()
                && text.length() <= longest
                && first.test(text.charAt(0))
                && text.chars().allMatch(allowed);
        return fits ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
        return what + " of at most " + longest + " characters (" + describe + ")";
    }

    static boolean letterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
