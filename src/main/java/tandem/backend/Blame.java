package tandem.backend;

/// Whose fault a failure is. Only failures blamed on the backend or on the network count against a backend's health.
public enum Blame {
    CLIENT,
    PROXY,
    BACKEND,
    NETWORK
}
