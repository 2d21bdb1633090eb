package tandem.config;

import java.util.Set;
import tandem.proxy.EdgeSettings.ErrorPage;

/// An item of `error-pages`.
final class ErrorPageSection {
    private static final IntegerFormat STATUS = new IntegerFormat(400, 599);

    private ErrorPageSection() {}

    static Value<ErrorPage> read(Section s) {
        var status = s.someValues("status", 200, STATUS, "a list of at least one status");
        var page = RouteSection.page(s);
        if (!s.has("body") && !s.has("file")) s.problem(s.spot(), "found neither file nor body; expected one of them");
        return s.make(() -> new ErrorPage(Set.copyOf(status.get()), page.get()));
    }
}
