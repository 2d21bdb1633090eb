package tandem.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Shell;

/// A self-signed certificate (ECDSA, P-256) in the forms that the contestants want.
///
/// @param store PKCS #12
/// @param chain PEM
/// @param key PEM, PKCS #8
/// @param both chain and key in one file, PEM
public record Certificate(Path store, Path chain, Path key, Path both) {
    /// Of the store and of its only entry. It guards nothing.
    public static final String PASSWORD = "benchmark";

    private static final String ALIAS = "bench";

    /// Makes one with the JDK's keytool.
    public static Certificate make(Path folder) {
        var store = folder.resolve("certificate.p12");
        Shell.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        try {
            var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            var chain = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            var key = pem(
                    "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            var own = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            var keyFile = Files.writeString(folder.resolve("key.pem"), key);
            Files.setPosixFilePermissions(keyFile, own);
            return new Certificate(
                    store,
                    Files.writeString(folder.resolve("certificate.pem"), chain),
                    keyFile,
                    Files.writeString(folder.resolve("both.pem"), chain + key));
        } catch (GeneralSecurityException | IOException e) {
            throw new BenchFailed("no certificate", e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
