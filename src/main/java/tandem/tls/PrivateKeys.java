package tandem.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Reads private keys, and finds out whether one belongs to a certificate.
final class PrivateKeys {
    private static final String KEY = "key";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    private PrivateKeys() {}

    /// The only private key of a PEM file.
    ///
    /// @param file     its name, for messages
    /// @param password of an encrypted one
    static PrivateKey read(byte[] pem, String file, Optional<char[]> password) throws TlsFileException {
        var keys =
                PemText.blocks(pem).stream().filter(PemText.Block::isPrivateKey).toList();
        if (keys.size() != 1)
            throw new TlsFileException(
                    KEY,
                    "found " + (keys.isEmpty() ? "no" : keys.size()) + " private keys in " + file
                            + "; expected one, as a PEM block \"-----BEGIN PRIVATE KEY-----\"");
        var block = keys.getFirst();
        if (block.legacy())
            throw new TlsFileException(
                    KEY,
                    file + " is encrypted in OpenSSL's traditional way; expected PKCS #8"
                            + " (openssl pkcs8 -topk8 -in FILE converts it)");
        return switch (block.label()) {
            case "PRIVATE KEY" -> decode(block.body(), file);
            case "RSA PRIVATE KEY" -> decode(Der.rsaToPkcs8(block.body()), file);
            case "EC PRIVATE KEY" -> decode(Der.ecToPkcs8(block.body()).orElseGet(() -> new byte[0]), file);
            case "ENCRYPTED PRIVATE KEY" -> decode(decrypt(block.body(), file, password), file);
            default -> throw unknown(file, "found a block \"" + block.label() + "\"");
        };
    }

    /// Whether what a private key signs verifies with a public key.
    static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) return false;
        try {
            var challenge = new byte[32];
            new SecureRandom().nextBytes(challenge);
            var signature =
                    Signature.getInstance(privateKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(challenge);
            var signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(challenge);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    private static PrivateKey decode(byte[] pkcs8, String file) throws TlsFileException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException otherKind) {
                // The next one may be what it is.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm + " is missing in this Java", e);
            }
        }
        throw unknown(file, "cannot read the key in it");
    }

    private static TlsFileException unknown(String file, String found) {
        return new TlsFileException(
                KEY, file + ": " + found + "; expected an RSA or EC key in PKCS #8, PKCS #1 or SEC 1");
    }

    private static byte[] decrypt(byte[] body, String file, Optional<char[]> password) throws TlsFileException {
        if (password.isEmpty())
            throw new TlsFileException(KEY, "the key in " + file + " is encrypted; expected password-file beside it");
        try {
            var encrypted = new EncryptedPrivateKeyInfo(body);
            // Of PBES2 the algorithm's own name says nothing, its parameters' does.
            var parameters = encrypted.getAlgParameters();
            var name = parameters == null ? encrypted.getAlgName() : parameters.toString();
            var key = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.get()));
            var cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return encrypted.getKeySpec(cipher).getEncoded();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new TlsFileException(
                    KEY, "the key in " + file + " is encrypted with an unknown algorithm; expected PBES2 with AES", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsFileException("password-file", "its password does not open the key in " + file, e);
        }
    }
}
