package tandem.admin;

import tandem.Pure;

/// Who calls.
///
/// @param name of the token, or `local` where none is asked for
/// @param role what it may do
@Pure
public record Caller(String name, Role role) {
    /// Whoever reaches a listener that asks for no token.
    public static final Caller LOCAL = new Caller("local", Role.OPERATOR);

    /// What a caller may do.
    public enum Role {
        /// See everything.
        VIEWER,
        /// Change things, too.
        OPERATOR;

        boolean may(Role needed) {
            return compareTo(needed) >= 0;
        }
    }
}
