/// **tls**: certificates and keys from their files, and the contexts with which connections are made safe.
///
/// Pure: the settings, [CertificateNames], [PemText], [Der], [HandshakeProblem]. I/O: [CertificateFiles], which
/// reads files. Holds state: [ServerTls], the certificates that are served now, and [BackendTls], whom backends are
/// believed by. May import nothing.
@NullMarked
package tandem.tls;

import org.jspecify.annotations.NullMarked;
