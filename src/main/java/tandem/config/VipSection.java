package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tandem.config.InterfaceAddressFormat.InterfaceAddress;
import tandem.vip.VipSettings;
import tandem.vip.VipSettings.Mode;

/// An item of `vips` as it was read.
///
/// @param spot the entry
/// @param name its name
/// @param mode how it is owned; nothing when the file gives no known mode
/// @param prefer the node that is preferred for it
record VipSection(Spot spot, Value<String> name, Optional<ModeSection> mode, Value<Optional<String>> prefer) {
    private static final String DEFAULT_NAME = "vip";
    private static final Format<Endpoint> SOCKET_ADDRESS =
            new EndpointFormat(false, 1, OptionalInt.empty(), "127.0.0.1:8080");

    private static final int MOST_ARGUMENTS = 64;
    private static final DurationFormat TIMEOUT =
            DurationFormat.between(Mode.Exec.SHORTEST_TIMEOUT, Mode.Exec.LONGEST_TIMEOUT);

    /// The words for `mode`.
    private enum Word {
        LINUX,
        SOCKET,
        EXEC,
        NONE
    }

    /// What belongs to a mode.
    sealed interface ModeSection {

        /// An address of an interface.
        record Linux(
                Value<InterfaceAddress> address,
                Value<Optional<String>> device,
                Value<Duration> lease,
                Value<Optional<String>> label)
                implements ModeSection {

            /// The interface on a node: the one that is named here, else the node's own.
            Optional<String> deviceOn(NodeSection node) {
                return device.content()
                        .flatMap(own -> own.or(() -> node.device().content().flatMap(d -> d)));
            }
        }

        /// A listening socket.
        record Socket(Value<Endpoint> address) implements ModeSection {}

        /// Whatever commands do.
        record Exec(
                Value<String> address,
                Value<List<String>> claim,
                Value<List<String>> release,
                Value<List<String>> verify,
                Value<Duration> timeout)
                implements ModeSection {}

        /// Nothing that moves.
        record None() implements ModeSection {}
    }

    static VipSection read(Section s) {
        var name = s.optional("name", TextFormat.NAME, DEFAULT_NAME);
        var word = s.required("mode", ChoiceFormat.of(Word.class));
        var prefer = s.maybe("prefer", TextFormat.NAME);
        s.alsoKnown("address");
        var mode = word.content().map(known -> mode(s, known));
        foreign(s, word.content(), Word.LINUX, "device", "label", "lease");
        foreign(s, word.content(), Word.EXEC, "claim", "release", "verify", "timeout");
        return new VipSection(s.spot(), name, mode, prefer);
    }

    /// The address that clients connect to; nothing where there is none.
    Value<String> text() {
        return switch (mode.orElse(new ModeSection.None())) {
            case ModeSection.Linux linux ->
                new Value<>(linux.address().spot(), linux.address().content().map(InterfaceAddress::address));
            case ModeSection.Socket(var address) ->
                new Value<>(address.spot(), address.content().map(Endpoint::text));
            case ModeSection.Exec exec -> exec.address();
            case ModeSection.None() -> Value.wrong(spot);
        };
    }

    /// The interface that it has on a node, where it has one.
    Optional<String> device(NodeSection node) {
        return mode.flatMap(
                known -> known instanceof ModeSection.Linux linux ? linux.deviceOn(node) : Optional.empty());
    }

    /// How long its address lives without a renewal; nothing in a mode without one.
    Optional<Duration> lease() {
        return mode.flatMap(kind -> switch (kind) {
            case ModeSection.Linux linux -> linux.lease().content();
            case ModeSection.Socket _, ModeSection.Exec _, ModeSection.None _ -> Optional.empty();
        });
    }

    /// The settings on a node, once the whole file is known to be right.
    VipSettings settings(NodeSection node) {
        var settings = switch (mode.orElseThrow()) {
            case ModeSection.Linux linux -> {
                var address = linux.address().get();
                var device = linux.deviceOn(node).orElseThrow();
                yield new Mode.Linux(
                        address.address(),
                        address.prefix(),
                        device,
                        linux.lease().get(),
                        linux.label().get());
            }
            case ModeSection.Socket(var address) ->
                new Mode.Socket(address.get().host(), address.get().port());
            case ModeSection.Exec(var address, var claim, var release, var verify, var timeout) ->
                new Mode.Exec(address.get(), claim.get(), release.get(), verify.get(), timeout.get());
            case ModeSection.None() -> new Mode.None();
        };
        return new VipSettings(name.get(), settings, prefer.get());
    }

    private static ModeSection mode(Section s, Word word) {
        return switch (word) {
            case LINUX ->
                new ModeSection.Linux(
                        s.required("address", new InterfaceAddressFormat()),
                        s.maybe("device", TextFormat.DEVICE),
                        s.optional("lease", DurationFormat.wholeSeconds(1, 60), Mode.Linux.DEFAULT_LEASE),
                        s.maybe("label", TextFormat.LABEL));
            case SOCKET -> new ModeSection.Socket(s.required("address", SOCKET_ADDRESS));
            case EXEC ->
                new ModeSection.Exec(
                        s.required("address", new OwnableAddressFormat()),
                        command(s, "claim"),
                        command(s, "release"),
                        s.values("verify", MOST_ARGUMENTS, TextFormat.ARGUMENT),
                        s.optional("timeout", TIMEOUT, Mode.Exec.DEFAULT_TIMEOUT));
            case NONE -> {
                s.misplaced("address", "has no effect; mode none has no address");
                yield new ModeSection.None();
            }
        };
    }

    /// A command that has to be there: a list of words, the first of which names a program.
    private static Value<List<String>> command(Section s, String key) {
        return s.someValues(
                key,
                MOST_ARGUMENTS,
                TextFormat.ARGUMENT,
                "a command as a list, such as [/opt/bin/address, " + key + "]");
    }

    /// Keys that belong to another mode.
    private static void foreign(Section s, Optional<Word> word, Word owner, String... keys) {
        var mode = owner.name().toLowerCase(Locale.ROOT);
        for (String key : keys) {
            if (word.isPresent() && word.get() != owner) s.misplaced(key, "has no effect; it belongs to mode " + mode);
            else s.alsoKnown(key);
        }
    }
}
