package tandem.config;

import java.util.List;
import java.util.stream.Collectors;
import tandem.config.ClusterSection.Roster;

/// Which of the nodes of a file this process is.
sealed interface Self {

    /// This one.
    record Found(NodeSection node) implements Self {}

    /// It cannot be told.
    ///
    /// @param spot where the nodes are
    /// @param why  and how to choose
    record Unknown(Spot spot, String why) implements Self {}

    /// Finds the node that a process is: by the name it was given, else by an address of its host, else by the name of
    /// its host.
    static Self of(Document document, Identity identity) {
        var spot = document.cluster().spot();
        return switch (document.cluster().roster()) {
            case Roster.Listed(var nodes) -> listed(spot, nodes, identity);
            case Roster.Alone(var node) -> unlisted(spot, node, identity);
            case Roster.Found(var ignored, var any) ->
                switch (unlisted(spot, any, identity)) {
                    case Found(var node) -> DnsSelf.of(document, node, identity);
                    case Unknown unknown -> unknown;
                };
        };
    }

    /// A node that no entry gives a name: it has the one it was given, or its host's.
    private static Self unlisted(Spot spot, NodeSection node, Identity identity) {
        var given = identity.givenName();
        if (given == null) return new Found(node.named(identity.hostName()));
        if (TextFormat.NAME.parse(given).isPresent()) return new Found(node.named(given));
        return new Unknown(
                spot, source(identity) + " is " + Quoted.text(given) + "; expected " + TextFormat.NAME.expected());
    }

    private static Self listed(Spot spot, List<NodeSection> nodes, Identity identity) {
        var given = identity.givenName();
        if (given != null) {
            return nodes.stream()
                    .filter(node -> node.name().get().equals(given))
                    .findFirst()
                    .<Self>map(Found::new)
                    .orElseGet(() -> new Unknown(spot, noSuchNode(given, identity, nodes)));
        }
        var here = nodes.stream().filter(node -> isHere(node, identity)).toList();
        if (here.size() == 1) return new Found(here.getFirst());
        if (here.size() > 1) return new Unknown(spot, "more than one of the nodes is on this host" + choose(here));
        return nodes.stream()
                .filter(node -> isNameOf(node, identity.hostName()))
                .findFirst()
                .<Self>map(Found::new)
                .orElseGet(() -> new Unknown(
                        spot,
                        "none of the nodes has an address of this host or its name, " + Quoted.text(identity.hostName())
                                + choose(nodes)));
    }

    /// Whether the entry is called like the host, whose name may have its domain behind it.
    private static boolean isNameOf(NodeSection node, String hostName) {
        var name = node.name().get();
        return hostName.equals(name) || hostName.startsWith(name + ".");
    }

    private static boolean isHere(NodeSection node, Identity identity) {
        return node.address()
                .get()
                .address()
                .filter(identity.addresses()::contains)
                .isPresent();
    }

    private static String noSuchNode(String given, Identity identity, List<NodeSection> nodes) {
        var names = nodes.stream().map(node -> node.name().get()).toList();
        var meant = Suggestion.asked(Suggestion.among(names, given));
        return source(identity) + " is " + Quoted.text(given) + "; expected one of the nodes" + list(nodes) + meant;
    }

    private static String source(Identity identity) {
        return identity.option() != null ? "--node" : Identity.NODE_VARIABLE;
    }

    private static String choose(List<NodeSection> nodes) {
        return "; say which one this is with --node NAME or " + Identity.NODE_VARIABLE + list(nodes);
    }

    private static String list(List<NodeSection> nodes) {
        return nodes.stream()
                .map(node -> node.name().get() + " at " + node.address().get().text())
                .collect(Collectors.joining(", ", " (", ")"));
    }
}
