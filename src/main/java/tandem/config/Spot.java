package tandem.config;

import tandem.Pure;

/// Where in the file something stands.
///
/// @param path   of the key, like `pools[0].backends[1].address`; empty for the file as a whole
/// @param line   from 1; 0 when it has no place in the file
/// @param column from 1, counted in characters
@Pure
public record Spot(String path, int line, int column) {

    /// The file as a whole: it cannot be read, for example.
    static final Spot FILE = new Spot("", 0, 0);

    /// The same place under the path of a key below this one: where a key would be that is not there.
    Spot below(String key) {
        return new Spot(join(path, key), line, column);
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
