package tandem.lab;

/// The state of the cable between a host and the bridge.
public enum Cable {
    /// Frames pass.
    WHOLE,
    /// Pulled out: the host sees that its link has no carrier.
    PULLED,
    /// The host's link looks fine, and every frame is lost on the way, in both directions.
    SILENT
}
