package tandem.cli.demo;

/// The demo cannot go on; the message says why and what to do, for a person.
public final class DemoFailed extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        super(message);
    }
}
