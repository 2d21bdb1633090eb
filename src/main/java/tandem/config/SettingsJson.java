package tandem.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.notify.NotifySettings;

/// Settings as JSON, so that an operator sees what is in force, defaults included: each record an object, its
/// components in kebab-case, durations as the file writes them. One of several sorts of records says which in `is`.
public final class SettingsJson {

    private SettingsJson() {}

    /// The whole of it.
    public static JsonObject of(Settings settings) {
        return object(settings);
    }

    private static JsonObject object(Record settings) {
        var json = new JsonObject();
        if (isOneOfSeveral(settings.getClass()))
            json.put("is", kebab(settings.getClass().getSimpleName()));
        for (var component : settings.getClass().getRecordComponents()) {
            try {
                json.put(
                        kebab(component.getName()),
                        value(component.getAccessor().invoke(settings)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("the accessor of " + component + " cannot be called", e);
            }
        }
        return json;
    }

    private static boolean isOneOfSeveral(Class<?> type) {
        for (var parent : type.getInterfaces()) if (parent.isSealed()) return true;
        return false;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> value(optional.orElse(null));
            case Duration duration -> DurationFormat.text(duration);
            case NotifySettings.Webhook webhook -> object(webhook).put("url", withoutPath(webhook.url()));
            case Record record -> object(record);
            case Enum<?> constant -> kebab(constant.name().toLowerCase(Locale.ROOT));
            case Collection<?> many -> {
                var array = new JsonArray();
                many.forEach(one -> array.add(value(one)));
                yield array;
            }
            case Map<?, ?> map -> {
                var object = new JsonObject();
                map.forEach((key, one) -> object.put(String.valueOf(key), value(one)));
                yield object;
            }
            case Number number -> number;
            case Boolean truth -> truth;
            case Object other -> other.toString();
        };
    }

    /// Whoever knows all of a webhook's URL can often use it. What it differs by is shown, so that a change is.
    private static String withoutPath(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + "/... (" + Integer.toHexString(url.hashCode()) + ")";
    }

    private static String kebab(String name) {
        return name.replace('_', '-').replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
