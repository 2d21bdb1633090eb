package tandem.bench.startup;

import java.util.Optional;

/// One start of one contestant, from before its process was started.
///
/// @param firstAnswerMs until a client's request was answered by the backend
/// @param readyMs until the node said that it is ready; only Tandem tells
/// @param cpuSeconds processor time it had used some seconds after that
/// @param residentMib memory then
record Start(double firstAnswerMs, Optional<Double> readyMs, double cpuSeconds, double residentMib) {}
