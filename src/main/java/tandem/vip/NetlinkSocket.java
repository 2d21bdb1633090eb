package tandem.vip;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks rtnetlink one thing at a time and waits for the answer, which the kernel has ready when the request
/// returns.
final class NetlinkSocket implements AutoCloseable {
    /// Only a kernel that lost its answer for want of memory lets one wait this long.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final NativeSocket socket;
    private int sequence;

    private NetlinkSocket(NativeSocket socket) {
        this.socket = socket;
    }

    static NetlinkSocket open() throws SystemCallException {
        return new NetlinkSocket(NativeSocket.netlink(ANSWER_WITHIN));
    }

    /// Carries a request out.
    ///
    /// @return what the kernel lists in answer, without the closing acknowledgement
    List<NetlinkReply> request(NetlinkRequest request) throws SystemCallException {
        sequence++;
        socket.sendToKernel(request.encode(sequence, ByteOrder.nativeOrder()));
        List<NetlinkReply> listed = new ArrayList<>();
        while (true) {
            for (NetlinkReply reply : NetlinkReply.decode(socket.receive(), ByteOrder.nativeOrder())) {
                // The late answer to a request that ran out of time.
                if (reply.sequence() != sequence) continue;
                switch (reply) {
                    case NetlinkReply.Done _ -> {
                        return listed;
                    }
                    case NetlinkReply.Refused refused ->
                        throw new SystemCallException(request.text(), refused.errno(), refused.detail());
                    case NetlinkReply.Address _, NetlinkReply.Link _, NetlinkReply.Other _ -> listed.add(reply);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
