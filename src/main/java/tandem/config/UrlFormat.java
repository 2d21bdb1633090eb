package tandem.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import tandem.Pure;

/// Where an HTTP request goes: `http://127.0.0.1:9000/alive`.
@Pure
record UrlFormat() implements Format<URI> {

    @Override
    public Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null && url.getUserInfo() == null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    @Override
    public String expected() {
        return "a URL such as http://127.0.0.1:9000/alive (http or https)";
    }
}
