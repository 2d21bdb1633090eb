package tandem.config;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;
import tandem.proxy.HedgeSettings;

/// When a request gets a second try: `never`, a time, or a part of the answers such as `p95`.
@Pure
record HedgeFormat() implements Format<HedgeSettings> {
    private static final DurationFormat TIME = DurationFormat.between(HedgeSettings.SOONEST, HedgeSettings.LATEST);

    @Override
    public Optional<HedgeSettings> parse(String text) {
        if (text.equals("never")) return Optional.of(HedgeSettings.NEVER);
        if (text.matches("p\\d{2}")) {
            int quantile = Integer.parseInt(text.substring(1));
            return quantile < HedgeSettings.LEAST_QUANTILE
                    ? Optional.empty()
                    : Optional.of(new HedgeSettings(Duration.ZERO, quantile));
        }
        return TIME.parse(text).map(time -> new HedgeSettings(time, 0));
    }

    @Override
    public String expected() {
        return "never, p50 to p99, or " + TIME.expected();
    }

    @Override
    public Optional<String> suggestion(String text) {
        return TIME.suggestion(text);
    }
}
