package tandem.vip;

import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process that watches the interfaces of its namespace and prints what is new about them, until its input
/// ends.
final class LinkProbe {
    private LinkProbe() {}

    public static void main(String[] devices) throws Exception {
        Map<String, Optional<String>> known = new HashMap<>();
        try (var _ = LinkWatch.start(List.of(devices), link -> {
            if (link.trouble().equals(known.put(link.device(), link.trouble()))) return;
            System.out.println("! " + link.device() + ": " + link.trouble().orElse("works"));
        })) {
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
