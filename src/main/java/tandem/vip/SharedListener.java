package tandem.vip;

import java.util.concurrent.CompletionStage;

/// A listening socket that can be opened and closed; the data path has it.
///
/// Both calls come from the HA thread and may complete on any thread. Never is one called before the last
/// one has completed.
public interface SharedListener {

    /// Binds and listens. Fails with an [java.io.IOException] among the causes when the system refuses, as
    /// it does while another process has the port.
    CompletionStage<Void> bind();

    /// Stops listening; no failure when it does not. Connections already accepted are not its concern.
    CompletionStage<Void> unbind();
}
