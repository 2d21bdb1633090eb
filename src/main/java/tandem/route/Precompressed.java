package tandem.route;

import tandem.Pure;

/// An encoding of files that lie ready beside those that they are made of.
@Pure
public enum Precompressed {
    /// Brotli (RFC 7932).
    BR("br", ".br"),
    /// Zstandard (RFC 8878).
    ZSTD("zstd", ".zst"),
    /// RFC 1952.
    GZIP("gzip", ".gz");

    private final String coding;
    private final String suffix;

    Precompressed(String coding, String suffix) {
        this.coding = coding;
        this.suffix = suffix;
    }

    /// As fields of HTTP call it.
    public String coding() {
        return coding;
    }

    /// What the name of its file has at the end.
    public String suffix() {
        return suffix;
    }
}
