/// **proxy**: takes a client's request to a backend and the answer back.
///
/// Pure: how heads go on, retry policy, rejections. I/O: the listening sockets, the clients' connections and those to
/// backends; all but the sockets for each event loop by itself. May import `backend`, `balance`, `health`, `http`,
/// `tls`,
/// `route`, `limit`, `files`, `accesslog` and `tracing`; never the HA path (`cluster`, `vip`).
@NullMarked
package tandem.proxy;

import org.jspecify.annotations.NullMarked;
