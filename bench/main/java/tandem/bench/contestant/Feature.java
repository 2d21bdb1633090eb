package tandem.bench.contestant;

/// What a case asks of a proxy.
public enum Feature {
    HTTP,
    UPGRADE,
    TLS,
    HTTP2
}
