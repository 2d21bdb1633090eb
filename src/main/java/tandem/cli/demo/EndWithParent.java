package tandem.cli.demo;

/// Ends a process of the demo when the process that started it is gone, however that came about: a demo that is killed
/// leaves nothing behind.
public final class EndWithParent {

    private EndWithParent() {}

    /// Watches from now on; does nothing when the parent cannot be seen.
    public static void watch() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> Thread.ofPlatform()
                        .daemon()
                        .name("end with parent")
                        .start(() -> {
                            parent.onExit().join();
                            System.exit(0);
                        }));
    }
}
