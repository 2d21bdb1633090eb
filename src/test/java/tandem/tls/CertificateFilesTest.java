package tandem.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.TestCertificates.Pair;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;

class CertificateFilesTest {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");
    private static final X509Bundle SHOP = TestCertificates.issued(AUTHORITY, "shop.example", "*.shop.example");

    @TempDir
    Path folder;

    private TestCertificates certificates = new TestCertificates(Path.of(""));

    @BeforeEach
    void prepare() {
        certificates = new TestCertificates(folder);
    }

    @Test
    void aCertificateThatSomethingElseServesIsShownWhereItCanBeRead() throws Exception {
        var pair = certificates.write("admin", SHOP);
        var shown = CertificateFiles.show(pair.certificate()).orElseThrow();
        assertThat(shown.file()).isEqualTo(pair.certificate());
        assertThat(shown.names()).containsExactly("shop.example", "*.shop.example");
        assertThat(shown.subject()).isEqualTo("CN=shop.example");
        assertThat(shown.notAfter())
                .isEqualTo(SHOP.getCertificate().getNotAfter().toInstant());
        assertThat(CertificateFiles.show(pair.key())).isEmpty();
        assertThat(CertificateFiles.show(folder.resolve("none.pem").toString())).isEmpty();
    }

    private static Loaded load(CertificateSettings... settings) {
        return CertificateFiles.load(TlsSettings.of(settings), Instant.now());
    }

    private String problems(Loaded loaded) {
        return String.join(
                        "\n", loaded.problems().stream().map(TlsProblem::text).toList())
                .replace(folder + "/", "");
    }

    private String refused(CertificateSettings... settings) {
        var loaded = load(settings);
        assertThat(loaded).isInstanceOf(Loaded.Unusable.class);
        return problems(loaded);
    }

    private static Credential usable(CertificateSettings... settings) {
        var loaded = load(settings);
        assertThat(loaded.problems()).isEmpty();
        return ((Loaded.Usable) loaded).material().credentials().getFirst();
    }

    private static CertificateSettings pem(String certificate, String key, String passwordFile) {
        return new CertificateSettings(new Source.Pem(certificate, key, Optional.of(passwordFile)), List.of());
    }

    @Test
    void aChainAndItsKeyAreServedForTheNamesInTheCertificate() {
        var credential = usable(certificates.write("shop", SHOP).settings());

        assertThat(credential.names()).containsExactly("shop.example", "*.shop.example");
        assertThat(credential.certificate()).isEqualTo(SHOP.getCertificate());
        assertThat(credential.key()).isEqualTo(SHOP.getKeyPair().getPrivate());
    }

    @Test
    void aFileThatIsNotThereOrCannotBeReadIsNamed() {
        var pair = certificates.write("shop", SHOP);

        assertThat(refused(CertificateSettings.pem(folder + "/none.pem", pair.key())))
                .isEqualTo("certificates[0].certificate: there is no file none.pem");
        assertThat(refused(CertificateSettings.pem(pair.certificate(), folder + "/none.key")))
                .isEqualTo("certificates[0].key: there is no file none.key");
        assertThat(refused(CertificateSettings.pem(folder.toString(), pair.key())))
                .endsWith("is a directory; expected a file");
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        assertThat(refused(
                                CertificateSettings.pem(folder + "/a", folder + "/b"),
                                CertificateSettings.pem(folder + "/c", folder + "/d"))
                        .lines())
                .hasSize(2);
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() {
        var other = TestCertificates.issued(AUTHORITY, "other.example");
        var pair = certificates.write("shop", SHOP);

        assertThat(refused(CertificateSettings.pem(
                        pair.certificate(), certificates.write("other", other).key())))
                .isEqualTo("certificates[0].key: other.key is not the key of the certificate in shop.pem"
                        + " (CN=shop.example); expected the key that it was issued for");
    }

    @Test
    void whatIsNoCertificateOrNoKeyIsRefused() {
        var pair = certificates.write("shop", SHOP);
        var text = certificates.write("text", "Hello\n");
        var damaged = certificates.write("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        var damagedKey = certificates.write("dkey", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        var twoKeys = certificates.write("two", SHOP.getPrivateKeyPEM() + SHOP.getPrivateKeyPEM());

        assertThat(refused(CertificateSettings.pem(text, pair.key())))
                .startsWith("certificates[0].certificate: found no certificate in text; expected PEM");
        assertThat(refused(CertificateSettings.pem(damaged, pair.key())))
                .isEqualTo("certificates[0].certificate: the certificate number 1 in damaged is damaged");
        assertThat(refused(CertificateSettings.pem(pair.certificate(), text)))
                .startsWith("certificates[0].key: found no private keys in text; expected one");
        assertThat(refused(CertificateSettings.pem(pair.certificate(), twoKeys)))
                .startsWith("certificates[0].key: found 2 private keys in two; expected one");
        assertThat(refused(CertificateSettings.pem(pair.certificate(), damagedKey)))
                .startsWith("certificates[0].key: dkey: cannot read the key in it; expected an RSA or EC key");
    }

    @Test
    void aChainOutOfOrderIsRefused() {
        var pair = certificates.write("shop", SHOP);
        var mixed = certificates.write(
                "mixed.pem",
                SHOP.getCertificatePEM()
                        + TestCertificates.authority("Other Authority").getCertificatePEM());

        assertThat(refused(CertificateSettings.pem(mixed, pair.key())))
                .isEqualTo("certificates[0].certificate: the certificates in mixed.pem are not in order: number 2 is"
                        + " CN=Other Authority; expected the issuer of the one before, CN=Test Authority");
    }

    @Test
    void anExpiredCertificateIsServedWithAWarning() {
        var old = certificates.write(
                "old", TestCertificates.issued(AUTHORITY, Instant.parse("2024-03-01T12:00:00Z"), "old.example"));

        var loaded = load(old.settings());

        assertThat(loaded).isInstanceOf(Loaded.Usable.class);
        assertThat(problems(loaded))
                .isEqualTo("certificates[0].certificate: the certificate of CN=old.example in old.pem has expired at"
                        + " 2024-03-01T12:00:00Z");
    }

    @Test
    void aCertificateOfTheFutureIsServedWithAWarning() {
        var later = Instant.now().plus(Duration.ofDays(1000)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        var early = certificates.write("early", TestCertificates.issued(AUTHORITY, later, "early.example"));

        assertThat(problems(load(early.settings()))).contains("is not valid before");
    }

    @Test
    void aNameThatTheCertificateDoesNotHaveIsAWarning() {
        var pair = certificates.write("shop", SHOP);
        var settings = new CertificateSettings(pair.settings().source(), List.of("a.shop.example", "wrong.example"));

        assertThat(problems(load(settings)))
                .isEqualTo("certificates[0].names: the certificate in shop.pem is not valid for wrong.example"
                        + " (but for shop.example, *.shop.example)");
    }

    @Test
    void keysInOpenSslsTraditionalFormatsAreRead() throws Exception {
        var rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        var pair = rsa.generateKeyPair();
        // PKCS #8 wraps the traditional formats: behind its head they stand unchanged.
        var pkcs8 = pair.getPrivate().getEncoded();
        var traditional = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        var file = pemOf("RSA PRIVATE KEY", traditional);
        assertThat(PrivateKeys.read(file, "rsa.key", Optional.empty())).isEqualTo(pair.getPrivate());

        var curve = java.util.HexFormat.of().parseHex("a00a06082a8648ce3d030107");
        var ec = SHOP.getKeyPair().getPrivate();
        var sec1 = sec1(ec.getEncoded(), curve);
        assertThat(PrivateKeys.belongTogether(
                        PrivateKeys.read(pemOf("EC PRIVATE KEY", sec1), "ec.key", Optional.empty()),
                        SHOP.getCertificate().getPublicKey()))
                .isTrue();
    }

    /// SEC 1 without the public key, with the curve that OpenSSL writes into it.
    private static byte[] sec1(byte[] pkcs8, byte[] curve) {
        int secret = 0;
        while (pkcs8[secret] != 0x04 || pkcs8[secret + 1] != 0x20) secret++;
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x30, (byte) (3 + 34 + curve.length), 0x02, 0x01, 0x01});
        out.write(pkcs8, secret, 34);
        out.writeBytes(curve);
        return out.toByteArray();
    }

    private static byte[] pemOf(String label, byte[] der) {
        return ("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void anEncryptedKeyNeedsItsPassword() throws Exception {
        var pair = certificates.write("shop", SHOP);
        var key = certificates.write("enc.key", encrypted("correct horse"));
        var right = certificates.write("right", "correct horse\n");
        var wrong = certificates.write("wrong", "battery staple\n");

        assertThat(usable(pem(pair.certificate(), key, right)).key())
                .isEqualTo(SHOP.getKeyPair().getPrivate());
        assertThat(refused(pem(pair.certificate(), key, wrong)))
                .isEqualTo("certificates[0].password-file: its password does not open the key in enc.key");
        assertThat(refused(CertificateSettings.pem(pair.certificate(), key)))
                .isEqualTo("certificates[0].key: the key in enc.key is encrypted; expected password-file beside it");
        assertThat(refused(pem(pair.certificate(), key, folder + "/none")))
                .isEqualTo("certificates[0].password-file: there is no file none");
    }

    private static byte[] encrypted(String password) throws Exception {
        var name = "PBEWithHmacSHA256AndAES_256";
        var key = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray()));
        var cipher = Cipher.getInstance(name);
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new PBEParameterSpec(salt, 2048, new javax.crypto.spec.IvParameterSpec(salt)));
        var body = cipher.doFinal(SHOP.getKeyPair().getPrivate().getEncoded());
        var parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return pemOf("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, body).getEncoded());
    }

    @Test
    void aKeyStoreIsReadWithItsPassword() throws Exception {
        var store = certificates.write("shop.p12", keyStore("secret"));
        var right = Optional.of(certificates.write("right", "secret\n"));
        var wrong = Optional.of(certificates.write("wrong", "secret \n"));

        var credential = usable(keyStoreSettings(store, right));
        assertThat(credential.names()).containsExactly("shop.example", "*.shop.example");
        assertThat(credential.chain()).containsExactlyElementsOf(SHOP.getCertificatePathList());
        assertThat(refused(keyStoreSettings(store, wrong)))
                .isEqualTo("certificates[0].password-file: its password does not open shop.p12");
        assertThat(refused(keyStoreSettings(store, Optional.empty())))
                .isEqualTo("certificates[0].keystore: shop.p12 has a password; expected password-file beside it");
        assertThat(refused(keyStoreSettings(certificates.write("text", "Hello"), right)))
                .startsWith("certificates[0].keystore: text is no PKCS #12 key store, or damaged");
    }

    private static CertificateSettings keyStoreSettings(String file, Optional<String> password) {
        return new CertificateSettings(new Source.Pkcs12(file, password), List.of());
    }

    private static byte[] keyStore(String password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("shop", SHOP.getKeyPair().getPrivate(), password.toCharArray(), SHOP.getCertificatePath());
        var out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    @Test
    void authoritiesOfClientsAreReadToo() {
        var pair = certificates.write("shop", SHOP);
        var standard = TlsSettings.of(pair.settings());
        var settings = new TlsSettings(
                standard.certificates(),
                standard.minimumVersion(),
                standard.ciphers(),
                new Clients(Demand.REQUIRED, Optional.of(folder + "/ca.pem")),
                standard.sessions(),
                standard.handshakeTimeout());

        assertThat(problems(CertificateFiles.load(settings, Instant.now())))
                .isEqualTo("client-certificates.ca-file: there is no file ca.pem");
        certificates.write("ca.pem", AUTHORITY.getCertificatePEM());
        assertThat(CertificateFiles.load(settings, Instant.now())).isInstanceOf(Loaded.Usable.class);
        assertThat(CertificateFiles.named(settings))
                .containsExactly(pair.certificate(), pair.key(), folder + "/ca.pem");
    }

    @Test
    void theFingerprintTellsWhetherAnythingHasChanged() throws Exception {
        Pair pair = certificates.write("shop", SHOP);
        var before = fingerprint(pair);
        assertThat(fingerprint(pair)).isEqualTo(before);

        Files.writeString(Path.of(pair.key()), "\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(fingerprint(pair)).isNotEqualTo(before);
    }

    private static String fingerprint(Pair pair) {
        return ((Loaded.Usable) load(pair.settings())).material().fingerprint();
    }
}
