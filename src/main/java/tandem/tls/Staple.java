package tandem.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the issuer of a certificate says of it, for clients that ask with their first words (RFC 6066 §8).
final class Staple {
    private static final String KEY = "ocsp-file";

    private final byte[] response;
    private final Instant until;

    private Staple(byte[] response, Instant until) {
        this.response = response;
        this.until = until;
    }

    /// Takes a response for good if its issuer has signed it, it is of this certificate, says that it is not
    /// revoked, and says until when.
    ///
    /// @param file its name, for messages
    /// @param now  it has to be good then
    static Staple read(byte[] response, String file, List<X509Certificate> chain, Instant now) throws TlsFileException {
        if (chain.size() < 2)
            throw new TlsFileException(
                    KEY, file + " cannot be verified, since the issuer's certificate is not behind the server's");
        var certificate = chain.getFirst();
        var until = OcspResponse.nextUpdate(response, certificate.getSerialNumber())
                .orElseThrow(() -> new TlsFileException(
                        KEY,
                        file + " has no answer for this certificate that says until when it holds; expected an OCSP"
                                + " response in DER"));
        if (!now.isBefore(until)) throw new TlsFileException(KEY, file + " has expired at " + until);
        try {
            verify(response, certificate, chain.get(1), now);
        } catch (CertPathValidatorException e) {
            var why = e.getReason() == BasicReason.REVOKED ? "says that the certificate is revoked" : e.getMessage();
            throw new TlsFileException(KEY, file + " is not stapled: it " + why, e);
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(KEY, file + " cannot be verified: " + e.getMessage(), e);
        }
        return new Staple(response, until);
    }

    private static void verify(byte[] response, X509Certificate certificate, X509Certificate issuer, Instant now)
            throws GeneralSecurityException {
        var validator = CertPathValidator.getInstance("PKIX");
        var revocation = (PKIXRevocationChecker) validator.getRevocationChecker();
        revocation.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        revocation.setOcspResponses(Map.of(certificate, response));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.setDate(Date.from(now));
        parameters.addCertPathChecker(revocation);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    /// In DER; not to be changed.
    byte[] response() {
        return response;
    }

    /// From when on it says nothing.
    Instant until() {
        return until;
    }

    boolean isGood(Instant now) {
        return now.isBefore(until);
    }
}
