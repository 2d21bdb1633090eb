package tandem.cli;

import java.util.List;
import java.util.stream.Collectors;
import tandem.tls.TlsProblem;

/// Files that TLS needs cannot be used.
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param whose `listener 0.0.0.0:443` or `pool tomcat`
    Unusable(String whose, List<TlsProblem> problems) {
        super(whose + ": "
                + problems.stream()
                        .filter(TlsProblem::fatal)
                        .map(TlsProblem::text)
                        .collect(Collectors.joining("; ")));
    }
}
