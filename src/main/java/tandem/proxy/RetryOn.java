package tandem.proxy;

import tandem.Pure;
import tandem.backend.Failure;

/// A reason to send a request again. In the configuration: `pools[].retry.on`, in kebab-case.
@Pure
public enum RetryOn {
    /// There was no connection: refused, late, without TLS, or its name did not resolve. Nothing was sent, so
    /// every request may go on: `connect`.
    CONNECT,
    /// Every connection that the settings allow is busy: `busy`.
    BUSY,
    /// The connection was closed or broke off before the answer's end, or the request was refused by
    /// HTTP/2: `closed`.
    CLOSED,
    /// What was sent was not acknowledged, or the backend's packets are lost: `lost`.
    LOST,
    /// No answer within `retry.try-timeout`: `late`.
    LATE;

    /// Whether it is the reason that a failure gives; a failure may give none.
    boolean covers(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, TLS_FAILED, UNRESOLVED -> this == CONNECT;
            case POOL_EXHAUSTED -> this == BUSY;
            case KEPT_CONNECTION_CLOSED,
                    CLOSED_BEFORE_RESPONSE,
                    TRUNCATED_RESPONSE,
                    GOING_AWAY,
                    STREAM_REFUSED,
                    FIELDS_TOO_LARGE -> this == CLOSED;
            case PACKETS_LOST -> this == LOST;
            case TRY_TIMEOUT -> this == LATE;
            // That has its own setting: which statuses.
            case ERROR_STATUS -> false;
            case RESPONSE_TIMEOUT, BAD_RESPONSE, CLIENT_GONE -> false;
        };
    }
}
