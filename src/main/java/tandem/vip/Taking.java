package tandem.vip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.cluster.Election;
import tandem.cluster.Handovers;
import tandem.cluster.Member;
import tandem.cluster.View;

/// The successor's side of planned moves of one VIP: prepares what an offer asks for, says so, and ends it when
/// the offer ends. To take the VIP then is the election's part. On the HA thread.
final class Taking {
    private final String vip;
    private final HandBack handBack;
    private final HaThread ha;
    private final HandoverHost host;
    private @Nullable Accepted accepted;

    Taking(String vip, HandBack handBack, HaThread ha, HandoverHost host) {
        this.vip = vip;
        this.handBack = handBack;
        this.ha = ha;
        this.host = host;
    }

    /// The offer that is being prepared, or lasts.
    private record Accepted(String owner, Handovers.Offer offer) {}

    void onView(View view) {
        Accepted current = accepted;
        if (current != null && !stands(view, current)) {
            accepted = null;
            host.answer(vip, Optional.empty());
            ha.whenDone(handBack::finish, failure -> complain("cannot be ended", failure));
        }
        offered(view).filter(offered -> !offered.equals(accepted)).ifPresent(this::accept);
    }

    /// Who it is that hands packets back to another node; empty when this one does not.
    Optional<String> handsBackTo() {
        return Optional.ofNullable(accepted).map(Accepted::owner);
    }

    private boolean stands(View view, Accepted offered) {
        return view.member(offered.owner())
                .filter(member ->
                        offered.offer().equals(member.handovers().offers().get(vip)))
                .isPresent();
    }

    /// What the owner offers this node that has to be prepared.
    private Optional<Accepted> offered(View view) {
        Optional<Member> owner =
                Election.owner(view, vip).filter(member -> !member.name().equals(view.self()));
        if (owner.isEmpty()) return Optional.empty();
        Handovers.Offer offer = owner.get().handovers().offers().get(vip);
        boolean mine = offer != null && offer.to().equals(view.self()) && !offer.plain();
        if (offer == null || !mine || offer.term() != owner.get().term(vip)) return Optional.empty();
        return Optional.of(new Accepted(owner.get().name(), offer));
    }

    private void accept(Accepted offered) {
        Accepted earlier = accepted;
        if (earlier != null) {
            answer(offered, Optional.of("it still hands packets back to " + earlier.owner()));
            return;
        }
        accepted = offered;
        ha.whenDone(() -> handBack.prepare(offered.offer().handBackTo()), failure -> {
            if (!offered.equals(accepted)) return;
            complain("cannot be had", failure);
            answer(offered, Optional.ofNullable(failure).map(HaThread::line));
        });
    }

    private void answer(Accepted offered, Optional<String> problem) {
        host.answer(
                vip,
                Optional.of(new Handovers.Answer(
                        offered.owner(), offered.offer().number(), problem.isEmpty(), problem.orElse(""))));
    }

    private void complain(String what, @Nullable Throwable failure) {
        if (failure != null) ha.log().warn("vip {}: the hand-back {}: {}", vip, what, HaThread.line(failure));
    }
}
