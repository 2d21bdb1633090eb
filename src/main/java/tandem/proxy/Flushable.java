package tandem.proxy;

/// Something that gathers what it writes until the end of an event.
///
/// [java.io.Flushable] may throw, this does not: what cannot be written is heard of elsewhere.
interface Flushable {

    /// Sends what was gathered.
    void flush();
}
