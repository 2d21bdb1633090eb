package tandem.http;

/// The fields behind a chunked body (RFC 9112 §7.1.2).
public final class Trailers extends Head {
    /// Fields that must not come behind a body, for they would be about how to read or route it (RFC 9110 §6.5.1), or
    /// that belong to the connection.
    public static final long FORBIDDEN = HopByHop.DROPPED
            | FieldName.bits(
                    FieldName.CONTENT_LENGTH,
                    FieldName.HOST,
                    FieldName.EXPECT,
                    FieldName.TRAILER,
                    FieldName.COOKIE,
                    FieldName.SET_COOKIE,
                    FieldName.AUTHORIZATION,
                    FieldName.PROXY_AUTHORIZATION,
                    FieldName.CONTENT_TYPE,
                    FieldName.CONTENT_ENCODING,
                    FieldName.CACHE_CONTROL,
                    FieldName.LOCATION)
            | HopByHop.FORWARDING;

    @Override
    Taken takeStartLine(int from, int end, int lineBytes) {
        return Taken.WHOLE;
    }
}
