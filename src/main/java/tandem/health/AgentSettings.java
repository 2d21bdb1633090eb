package tandem.health;

import tandem.Pure;

/// An agent beside each backend, which is asked how the backend is.
///
/// @param port of the backend's host, 1 to 65535. `agent.port`
/// @param send what it is sent first, up to 1024 characters; empty for nothing. `agent.send`
@Pure
public record AgentSettings(int port, String send) {
    public static final int LONGEST = 1024;

    public AgentSettings {
        Required.number("agent.port", port, 1, 65535);
        Required.that(send.length() <= LONGEST, "agent.send is longer than " + LONGEST + " characters");
    }
}
