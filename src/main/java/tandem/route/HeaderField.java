package tandem.route;

/// A field of a head.
///
/// @param name  as it is written
/// @param value without control characters
public record HeaderField(String name, String value) {}
