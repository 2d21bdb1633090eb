package tandem.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import tandem.tls.HandshakeProblem.Reason;

/// Finds out from the exceptions of the engines why a handshake with a backend has failed.
final class HandshakeDiagnosis {
    private static final Pattern ALERT =
            Pattern.compile("alert[_ ]?:?[_ ]?\\(?([a-z_ ]{3,40})", Pattern.CASE_INSENSITIVE);

    private HandshakeDiagnosis() {}

    /// What the exception that ended it means.
    ///
    /// @param name that the certificate has to be for
    static HandshakeProblem of(Throwable cause, String name) {
        // The innermost one says most.
        Optional<HandshakeProblem> found = Optional.empty();
        Throwable at = cause;
        for (int depth = 0; at != null && depth < 20; depth++) {
            Optional<HandshakeProblem> here = certificate(at, name);
            if (here.isPresent()) found = here;
            at = at.getCause();
        }
        return found.orElseGet(() -> other(cause));
    }

    private static Optional<HandshakeProblem> certificate(Throwable cause, String name) {
        return switch (cause) {
            case CertificateExpiredException _ ->
                Optional.of(new HandshakeProblem(Reason.EXPIRED, "its certificate, or one above it, has expired"));
            case CertificateNotYetValidException _ ->
                Optional.of(new HandshakeProblem(Reason.EXPIRED, "its certificate, or one above it, is not valid yet"));
            case CertPathBuilderException _ -> Optional.of(untrusted());
            case CertificateException wrong
            when says(wrong, "no subject alternative", "no name matching") ->
                Optional.of(new HandshakeProblem(Reason.WRONG_NAME, "its certificate is not for " + name));
            case CertificateException _ -> Optional.of(untrusted());
            default -> Optional.empty();
        };
    }

    private static HandshakeProblem untrusted() {
        return new HandshakeProblem(Reason.UNTRUSTED, "its certificate is not of an authority that is believed");
    }

    private static HandshakeProblem other(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof NotSslRecordException || says(at, "wrong_version_number", "http_request"))
                return new HandshakeProblem(Reason.NO_TLS, "what it says is not TLS");
            if (says(at, "alert")) return new HandshakeProblem(Reason.REFUSED, "it refuses: " + alert(at));
        }
        if ((cause instanceof IOException && !(cause instanceof SSLException)) || says(cause, "closed"))
            return new HandshakeProblem(Reason.CLOSED, "it closed the connection within the handshake");
        return new HandshakeProblem(Reason.OTHER, "the handshake failed: " + line(cause));
    }

    /// The alert's name (RFC 8446 §6), as far as the library tells it.
    private static String alert(Throwable cause) {
        var matcher = ALERT.matcher(String.valueOf(cause.getMessage()));
        String last = "an alert";
        while (matcher.find()) last = matcher.group(1).replace('_', ' ').strip().toLowerCase(Locale.ROOT);
        return last;
    }

    private static boolean says(Throwable cause, String... words) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        for (String word : words) if (message.contains(word)) return true;
        return false;
    }

    private static String line(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        String message = cause.getMessage();
        return message == null ? name : message.lines().findFirst().orElse(name);
    }
}
