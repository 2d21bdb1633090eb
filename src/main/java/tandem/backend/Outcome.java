package tandem.backend;

/// What came of one attempt to have a request answered by one backend.
public sealed interface Outcome {

    /// The backend answered.
    ///
    /// @param status HTTP status code, 200 to 599
    record Answered(int status) implements Outcome {}

    /// It did not.
    record Failed(Failure failure) implements Outcome {}
}
