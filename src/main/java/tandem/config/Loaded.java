package tandem.config;

/// What came of loading a file.
public sealed interface Loaded {

    /// Everything there is to say about the file.
    Report report();

    /// The file can be used.
    ///
    /// @param settings as this node uses them
    /// @param report   without errors; perhaps with warnings, which deserve to be logged
    record Valid(Settings settings, Report report) implements Loaded {}

    /// The file is refused.
    ///
    /// @param report with every problem that was found, at least one of them an error
    record Invalid(Report report) implements Loaded {}
}
