package tandem.config;

import java.util.List;
import tandem.config.ClusterSection.Roster;
import tandem.config.VipSection.ModeSection;

/// A quorum is a majority of nodes that the file knows, and exclusive ownership has what it needs.
///
/// @param document the file
/// @param problems where problems go
record QuorumRules(Document document, Problems problems) {

    void check() {
        var quorum = document.cluster().quorum();
        boolean asked = quorum.votes().is(votes -> votes.isPresent());
        if (asked) votes(quorum);
        if (quorum.exclusive().is(yes -> yes)) exclusive(quorum, asked);
        for (NodeSection node : document.nodes())
            if (!asked && node.witness().is(yes -> yes))
                problems.error(
                        node.witness().spot(), "has no effect: a witness counts for cluster.quorum, which is not set");
        if (!document.nodes().isEmpty() && document.servers().isEmpty())
            problems.error(document.cluster().spot(), "every node is a witness; expected one at least that serves");
    }

    private void votes(QuorumSection quorum) {
        int votes = quorum.votes().get().orElseThrow();
        switch (document.cluster().roster()) {
            case Roster.Listed(var nodes) -> {
                int least = nodes.size() / 2 + 1;
                if (votes < least || votes > nodes.size())
                    problems.error(
                            quorum.votes().spot(),
                            "found \"%d\"; expected %s: more than half of the nodes and at most all"
                                    .formatted(votes, range(least, nodes)));
            }
            case Roster.Found _ -> {}
            case Roster.Alone(var ignored) ->
                problems.error(quorum.votes().spot(), "there is one node only; expected cluster.nodes");
        }
    }

    private static String range(int least, List<NodeSection> nodes) {
        return least == nodes.size() ? String.valueOf(least) : "a number from " + least + " to " + nodes.size();
    }

    private void exclusive(QuorumSection quorum, boolean asked) {
        if (!asked) problems.error(quorum.exclusive().spot(), "needs a quorum; expected cluster.quorum beside it");
        for (VipSection vip : document.vips())
            vip.mode().ifPresent(mode -> {
                switch (mode) {
                    case ModeSection.Linux _ -> {}
                    case ModeSection.Socket _, ModeSection.Exec _, ModeSection.None _ ->
                        problems.error(
                                vip.spot().below("mode"),
                                "has no lease that ends by itself, so cluster.exclusive cannot be kept; expected"
                                        + " \"linux\"");
                }
            });
    }
}
