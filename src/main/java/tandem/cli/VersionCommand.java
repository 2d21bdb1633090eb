package tandem.cli;

import picocli.CommandLine.Command;

/// `tandem version`.
@Command(name = "version", mixinStandardHelpOptions = true, description = "Print the versions of Tandem and of Java.")
final class VersionCommand implements Runnable {
    @Override
    public void run() {
        for (var line : new Version().getVersion()) System.out.println(line);
    }
}
