package tandem.vip;

import java.time.Duration;
import java.util.OptionalLong;
import tandem.Pure;
import tandem.cluster.Verdict.Abstain;
import tandem.cluster.Verdict.Active;
import tandem.cluster.Verdict.Refrain;
import tandem.cluster.Verdict.Standby;
import tandem.vip.Ownership.Step;
import tandem.vip.OwnershipAction.Release;
import tandem.vip.OwnershipAction.Report;
import tandem.vip.OwnershipAction.Withdraw;
import tandem.vip.OwnershipEvent.AnnounceFailed;
import tandem.vip.OwnershipEvent.Announced;
import tandem.vip.OwnershipEvent.ClaimFailed;
import tandem.vip.OwnershipEvent.Claimed;
import tandem.vip.OwnershipEvent.Contested;
import tandem.vip.OwnershipEvent.Decided;
import tandem.vip.OwnershipEvent.ReleaseFailed;
import tandem.vip.OwnershipEvent.Released;
import tandem.vip.OwnershipEvent.RenewFailed;
import tandem.vip.OwnershipEvent.Renewed;
import tandem.vip.OwnershipEvent.Stop;
import tandem.vip.OwnershipEvent.Tick;
import tandem.vip.OwnershipState.Releasing;
import tandem.vip.OwnershipState.Retry;
import tandem.vip.OwnershipState.Stopped;

/// The end of an ownership: the address is removed, again and again where that fails.
@Pure
final class Removal {
    private Removal() {}

    /// Lets go. Where ownership is exclusive, the claim stays until the address is gone.
    static Step begin(OwnershipTiming timing, Duration at, Support support, boolean stopping) {
        return begin(timing, Releasing.begun(at, stopping), support);
    }

    /// @param state as it begins
    static Step begin(OwnershipTiming timing, Releasing state, Support support) {
        return switch (support) {
            case Support.NotAsked() -> Step.to(state, new Release(), new Withdraw());
            case Support.Until _ ->
                Step.to(state.withdrawingBy(Support.goneBy(state.seen(), timing.lease())), new Release());
        };
    }

    static Step step(Releasing state, OwnershipEvent event, OwnershipTiming timing) {
        return switch (event) {
            case Decided(var _, Active(var term, var _)) -> Step.to(state.wanting(OptionalLong.of(term)));
            case Decided(var _, Standby _), Decided(var _, Abstain _), Decided(var _, Refrain _) ->
                Step.to(state.wanting(OptionalLong.empty()));
            case Released(var at) -> {
                Step gone = state.withdrawBy().isPresent() ? Step.to(state, new Withdraw()) : Step.to(state);
                yield gone.andThen(Step.to(state.stopping() ? new Stopped(at) : state.gone()));
            }
            case ReleaseFailed(var _, var reason) ->
                releaseFailed(state, new Report(Operation.RELEASE, reason), timing);
            case Stop _ -> Step.to(state.forGood());
            case Tick(var at)
            when state.withdrawBy().filter(by -> by.compareTo(at) <= 0).isPresent() ->
                Step.to(state.withdrawn(), new Withdraw());
            case Tick(var at) ->
                state.retry() instanceof Retry.At(var time) && time.compareTo(at) <= 0
                        ? Step.to(state.retrying(new Retry.Pending()), new Release())
                        : Step.to(state);
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Contested _ -> Step.to(state);
            case Announced _, AnnounceFailed _ -> Step.to(state);
        };
    }

    /// A node that stops does not insist: where a kernel keeps the lease, it will take the address.
    private static Step releaseFailed(Releasing state, Report report, OwnershipTiming timing) {
        if (state.stopping()) return Step.to(new Stopped(state.seen()), report);
        return Step.to(state.retrying(new Retry.At(state.seen().plus(timing.tickEvery()))), report);
    }
}
