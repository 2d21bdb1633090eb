package tandem.vip;

import java.util.Optional;
import tandem.Pure;
import tandem.cluster.Election;
import tandem.cluster.ElectionPolicy;
import tandem.cluster.Member;
import tandem.cluster.View;

/// To whom an owner can hand a VIP over.
@Pure
sealed interface Successor {

    /// This node.
    record Node(String name) implements Successor {}

    /// Nobody, and why.
    record None(HandoverOutcome outcome) implements Successor {}

    /// The node to hand it over to.
    ///
    /// @param policy of this VIP, with the node that it prefers
    /// @param wanted the operator's choice
    static Successor choose(View view, String vip, ElectionPolicy policy, Optional<String> wanted) {
        Optional<Member> owner = Election.owner(view, vip);
        if (owner.isEmpty() || !owner.get().name().equals(view.self())) {
            String name = owner.map(Member::name).orElse("");
            String says = name.isEmpty() ? "nobody owns it" : name + " owns it";
            return new None(new HandoverOutcome.NotOwner(name, says + ", and not this node, " + view.self()));
        }
        return wanted.map(name -> named(view, vip, name)).orElseGet(() -> best(view, vip, policy));
    }

    /// Why the VIP would not stay there; empty when it would.
    ///
    /// @param policy of this VIP, with the node that it prefers
    static Optional<String> returns(View view, String vip, String to, ElectionPolicy policy) {
        Optional<String> preferred = Election.preferred(view, vip, policy);
        if (!policy.preempt() || preferred.filter(to::equals).isPresent()) return Optional.empty();
        if (preferred.filter(view.self()::equals).isPresent())
            return Optional.of("it would come back: cluster.preempt is on, and the VIP prefers this node");
        int priority = view.member(to).map(Member::priority).orElse(0);
        if (priority >= view.me().priority()) return Optional.empty();
        return Optional.of("it would come back: cluster.preempt is on, and the priority of this node, "
                + view.me().priority() + ", is above that of " + to + ", " + priority);
    }

    private static Successor named(View view, String vip, String name) {
        if (name.equals(view.self())) return none(name + " owns it already");
        Optional<Member> member = view.member(name);
        if (member.isEmpty()) return none("nothing is heard of a node " + name);
        if (!member.get().fit())
            return none(name + " is " + member.get().fitness().text());
        if (!member.get().serves(vip)) return none("the file of " + name + " has no VIP " + vip);
        return new Node(name);
    }

    private static Successor best(View view, String vip, ElectionPolicy policy) {
        return Election.successor(view, vip, policy)
                .<Successor>map(member -> new Node(member.name()))
                .orElseGet(() -> none("no other node is fit"));
    }

    private static Successor none(String reason) {
        return new None(new HandoverOutcome.Stays(reason));
    }
}
