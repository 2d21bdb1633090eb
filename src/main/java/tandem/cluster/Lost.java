package tandem.cluster;

import java.time.Duration;
import tandem.Pure;

/// How a node was lost, as the failure detector saw it.
///
/// @param silence from the last that was heard of it until its loss was noticed
/// @param ago     how long ago that was
@Pure
public record Lost(Duration silence, Duration ago) {}
