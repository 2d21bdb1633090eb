package tandem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A key of its own for the rehearsal of TLS, with a certificate that nobody trusts (ECDSA, P-256); made by the JDK's
/// `keytool`, gone with its folder.
///
/// @param store PKCS #12
/// @param password a file with the store's password
record RehearsalKeys(Path store, Path password) {
    private static final String PASSWORD = "rehearsal";
    private static final int LIMIT_SECONDS = 30;

    /// @param folder where both files go
    /// @throws IOException where there is no keytool, or it fails: what it printed
    static RehearsalKeys make(Path folder) throws IOException, InterruptedException {
        var store = folder.resolve("rehearsal.p12");
        var said = folder.resolve("keytool.log");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var making = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!making.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            making.destroyForcibly();
            throw new IOException(keytool + " takes longer than " + LIMIT_SECONDS + " s");
        }
        if (making.exitValue() != 0)
            throw new IOException(keytool + " failed: " + Files.readString(said).strip());
        return new RehearsalKeys(store, Files.writeString(folder.resolve("password"), PASSWORD));
    }
}
