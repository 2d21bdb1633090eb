package tandem.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A place in a YAML document, with the path that led to it for messages.
record Yaml(String path, Object value) {

    static Yaml load(Path file) throws IOException {
        var settings = LoadSettings.builder().setLabel(file.toString()).build();
        return new Yaml(file.getFileName() + ":", new Load(settings).loadFromString(Files.readString(file)));
    }

    /// The value at a path such as `spec.template.spec`.
    Yaml at(String keys) {
        var here = this;
        for (var key : keys.split("\\.", -1)) here = here.child(key);
        return here;
    }

    private Yaml child(String key) {
        if (value instanceof Map<?, ?> map && map.get(key) != null) return new Yaml(path + "." + key, map.get(key));
        throw new NoSuchElementException(path + " has no " + key);
    }

    boolean has(String key) {
        return value instanceof Map<?, ?> map && map.get(key) != null;
    }

    List<Yaml> items() {
        if (!(value instanceof List<?> list)) throw new NoSuchElementException(path + " is no list");
        return list.stream().map(item -> new Yaml(path + "[]", item)).toList();
    }

    /// The item of a list whose `name` is this.
    Yaml named(String name) {
        return items().stream()
                .filter(item -> item.at("name").text().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(path + " has no item named " + name));
    }

    String text() {
        return value.toString();
    }

    int number() {
        return (Integer) value;
    }
}
