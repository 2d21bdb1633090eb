package tandem.proxy;

import java.util.ArrayDeque;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;

/// Heads of messages that are done with, for the next messages of the same event loop.
final class KeptHeads {
    /// More are made when more messages are under way.
    private static final int MOST = 256;

    private final ArrayDeque<RequestHead> requests = new ArrayDeque<>();
    private final ArrayDeque<ResponseHead> responses = new ArrayDeque<>();

    RequestHead takeRequest() {
        RequestHead kept = requests.pollLast();
        return kept == null ? new RequestHead() : kept;
    }

    void giveBack(RequestHead head) {
        head.clear();
        if (requests.size() < MOST) requests.addLast(head);
    }

    ResponseHead takeResponse() {
        ResponseHead kept = responses.pollLast();
        return kept == null ? new ResponseHead() : kept;
    }

    void giveBack(ResponseHead head) {
        head.clear();
        if (responses.size() < MOST) responses.addLast(head);
    }
}
