package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.admin.Switchover;
import tandem.admin.SwitchoverReply;
import tandem.vip.Handover;
import tandem.vip.HandoverOutcome;

/// The admin call that moves a VIP, as the HA path does it.
///
/// @param ha    null while the node starts
/// @param drain how long connections may live on at the old owner
record AdminSwitchover(Vertx vertx, Supplier<@Nullable HaPath> ha, Duration drain) implements Switchover {
    /// Whoever asks should not wait for longer; a move that cuts nothing takes a small part of this.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public Future<SwitchoverReply> move(String vip, Optional<String> to) {
        return ask(vip, handover -> handover.move(to, drain, false));
    }

    @Override
    public Future<SwitchoverReply> hold(String vip, Duration limit) {
        return ask(vip, handover -> handover.hold(limit));
    }

    @Override
    public Future<SwitchoverReply> release(String vip) {
        return ask(vip, Handover::release);
    }

    private Future<SwitchoverReply> ask(String vip, Function<Handover, CompletionStage<HandoverOutcome>> act) {
        var joined = ha.get();
        if (joined == null)
            return Future.succeededFuture(new SwitchoverReply.Refused("this node starts", Optional.empty()));
        var handover = joined.handover(vip);
        if (handover == null)
            return Future.succeededFuture(new SwitchoverReply.UnknownVip("there is no VIP " + vip + "; there are: "
                    + String.join(
                            ", ",
                            joined.vips().stream().map(known -> known.name()).toList())));
        Promise<SwitchoverReply> reply = Promise.promise();
        var timer = vertx.setTimer(
                PATIENCE.toMillis(), _ -> reply.tryComplete(new SwitchoverReply.UnderWay("it is under way")));
        Future.fromCompletionStage(act.apply(handover), vertx.getOrCreateContext())
                .map(AdminSwitchover::reply)
                .onComplete(result -> {
                    vertx.cancelTimer(timer);
                    if (result.succeeded()) reply.tryComplete(result.result());
                    else reply.tryFail(result.cause());
                });
        return reply.future();
    }

    private static SwitchoverReply reply(HandoverOutcome outcome) {
        return switch (outcome) {
            case HandoverOutcome.Moved(var to, var _, var _, var text) -> new SwitchoverReply.Moved(to, text);
            case HandoverOutcome.NotOwner(var owner, var text) ->
                new SwitchoverReply.Refused(text, Optional.of(owner).filter(name -> !name.isEmpty()));
            case HandoverOutcome.Done(var text) -> new SwitchoverReply.Done(text);
            case HandoverOutcome.Stays(var text) -> new SwitchoverReply.Refused(text, Optional.empty());
        };
    }
}
