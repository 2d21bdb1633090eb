/// **proxy**: takes a client's request to a backend and the answer back.
///
/// Pure: header rules, framing screen, retry policy, rejections. I/O: the listener, the request handler, the
/// upstream
/// connections; one of each for each event loop. May import `backend`, `balance`, `health`, `route`, `limit`
/// and
/// `accesslog`; never the HA path (`cluster`, `vip`).
@NullMarked
package tandem.proxy;

import org.jspecify.annotations.NullMarked;
