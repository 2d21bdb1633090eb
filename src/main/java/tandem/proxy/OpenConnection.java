package tandem.proxy;

/// A connection of a client, whatever it speaks, as those see it who count connections and end them.
///
/// Everything runs on its event loop.
interface OpenConnection {

    /// The address of this node that the client has connected to.
    String local();

    /// How many requests on it are not yet answered in full; what it was switched to counts as one.
    int underWay();

    /// Ends it at once; what is not sent is dropped.
    void close();

    /// Whether it takes no more requests once those under way are answered.
    boolean closing();

    /// Ends it if it asks nothing from one look to the next. A client that asks often is spared: its next
    /// request is on the way perhaps, and is answered as the last one.
    void closeIfQuiet();

    /// Ends it if nothing is asked just now.
    void closeIfIdle();

    /// Ends what has taken too long.
    void checkTimeouts();
}
