package tandem.config;

import java.time.Duration;
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
record VipSection(Spot spot, Value<String> name, Optional<ModeSection> mode) {
    private static final String DEFAULT_NAME = "vip";
    private static final Format<Endpoint> SOCKET_ADDRESS =
            new EndpointFormat(false, 1, OptionalInt.empty(), "127.0.0.1:8080");

    /// The words for `mode`.
    private enum Word {
        LINUX,
        SOCKET,
        NONE
    }

    /// What belongs to a mode.
    sealed interface ModeSection {

        /// An address of an interface.
        record Linux(Value<InterfaceAddress> address, Value<Optional<String>> device, Value<Duration> lease)
                implements ModeSection {

            /// The interface on a node: the one that is named here, else the node's own.
            Optional<String> deviceOn(NodeSection node) {
                return device.content()
                        .flatMap(own -> own.or(() -> node.device().content().flatMap(d -> d)));
            }
        }

        /// A listening socket.
        record Socket(Value<Endpoint> address) implements ModeSection {}

        /// Nothing that moves.
        record None() implements ModeSection {}
    }

    static VipSection read(Section s) {
        var name = s.optional("name", TextFormat.NAME, DEFAULT_NAME);
        var word = s.required("mode", ChoiceFormat.of(Word.class));
        if (word.content().isEmpty()) s.alsoKnown("address", "device", "lease");
        return new VipSection(s.spot(), name, word.content().map(known -> mode(s, known)));
    }

    /// The address that clients connect to; nothing where there is none.
    Value<String> text() {
        return switch (mode.orElse(new ModeSection.None())) {
            case ModeSection.Linux linux ->
                new Value<>(linux.address().spot(), linux.address().content().map(InterfaceAddress::address));
            case ModeSection.Socket(var address) ->
                new Value<>(address.spot(), address.content().map(Endpoint::text));
            case ModeSection.None() -> Value.wrong(spot);
        };
    }

    /// The interface that it has on a node, where it has one.
    Optional<String> device(NodeSection node) {
        return mode.flatMap(
                known -> known instanceof ModeSection.Linux linux ? linux.deviceOn(node) : Optional.empty());
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
                        linux.lease().get());
            }
            case ModeSection.Socket(var address) ->
                new Mode.Socket(address.get().host(), address.get().port());
            case ModeSection.None() -> new Mode.None();
        };
        return new VipSettings(name.get(), settings);
    }

    private static ModeSection mode(Section s, Word word) {
        return switch (word) {
            case LINUX ->
                new ModeSection.Linux(
                        s.required("address", new InterfaceAddressFormat()),
                        s.maybe("device", TextFormat.DEVICE),
                        s.optional("lease", DurationFormat.wholeSeconds(1, 60), Mode.Linux.DEFAULT_LEASE));
            case SOCKET -> {
                s.misplaced("device", "has no effect; only mode linux has an interface");
                s.misplaced("lease", "has no effect; only mode linux has a lease");
                yield new ModeSection.Socket(s.required("address", SOCKET_ADDRESS));
            }
            case NONE -> {
                s.misplaced("address", "has no effect; mode none has no address");
                s.misplaced("device", "has no effect; only mode linux has an interface");
                s.misplaced("lease", "has no effect; only mode linux has a lease");
                yield new ModeSection.None();
            }
        };
    }
}
