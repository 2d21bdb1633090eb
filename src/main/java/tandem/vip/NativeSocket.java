package tandem.vip;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// A socket of a kind that Java does not have, by the system calls of Linux.
///
/// The one class that leaves Java. For one thread at a time; its buffers are allocated once, so that a
/// failover allocates nothing here. Constants are those of x86-64 and aarch64.
final class NativeSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int BUFFER = 64 * 1024;
    private static final int NAME = 32;

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            link("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDTO =
            link("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            link("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment captured = arena.allocate(CAPTURED);
    private final MemorySegment name = arena.allocate(NAME, 8);
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private final int descriptor;

    private NativeSocket(int domain, int type, int protocol) throws SystemCallException {
        try {
            descriptor = checked("socket", (int) SOCKET.invokeExact(captured, domain, type, protocol));
        } catch (Throwable thrown) {
            arena.close();
            throw rethrown(thrown);
        }
    }

    /// A socket to the kernel's routing tables, which speaks `man 7 rtnetlink`.
    static NativeSocket netlink(Duration answerWithin) throws SystemCallException {
        NativeSocket socket = new NativeSocket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        try {
            // struct sockaddr_nl with port id 0: the kernel chooses one.
            socket.bind(socket.sockaddr(12).putShort(0, (short) AF_NETLINK));
            socket.receiveTimeout(answerWithin);
            // Both are for better messages, and missing in kernels before 4.3 and 4.12.
            socket.tryOption(SOL_NETLINK, NETLINK_CAP_ACK);
            socket.tryOption(SOL_NETLINK, NETLINK_EXT_ACK);
            return socket;
        } catch (SystemCallException refused) {
            socket.close();
            throw refused;
        }
    }

    /// A socket that receives a message whenever an interface changes.
    ///
    /// @param wait how long [#receive] waits before it fails with EAGAIN
    static NativeSocket linkEvents(Duration wait) throws SystemCallException {
        NativeSocket socket = new NativeSocket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        try {
            // struct sockaddr_nl: family, port id, groups.
            socket.bind(socket.sockaddr(12).putShort(0, (short) AF_NETLINK).putInt(8, RTMGRP_LINK));
            socket.receiveTimeout(wait);
            return socket;
        } catch (SystemCallException refused) {
            socket.close();
            throw refused;
        }
    }

    /// A socket for whole Ethernet frames, as in `man 7 packet`.
    ///
    /// @param receive the Ethernet type to receive, 0 for none: a socket that only sends must not fill up
    static NativeSocket packet(short receive) throws SystemCallException {
        return new NativeSocket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, Short.toUnsignedInt(networkOrder(receive)));
    }

    /// A socket for whole frames that takes in only what the filter lets through, and nothing before
    /// [#listen].
    static NativeSocket filtered(SocketFilter filter, Duration receiveWithin) throws SystemCallException {
        NativeSocket socket = packet((short) 0);
        try {
            socket.filter(filter);
            socket.receiveTimeout(receiveWithin);
            return socket;
        } catch (SystemCallException refused) {
            socket.close();
            throw refused;
        }
    }

    /// Takes in frames of one Ethernet type from one device; from no other, when it was listening there
    /// before.
    void listen(int device, short ethertype) throws SystemCallException {
        bind(packetAddress(device, ethertype));
    }

    /// Sends a message to the kernel itself.
    void sendToKernel(byte[] message) throws SystemCallException {
        send(message, sockaddr(12).putShort(0, (short) AF_NETLINK));
    }

    /// Sends a frame out of a device.
    void sendFrame(byte[] frame, int device, short ethertype) throws SystemCallException {
        send(frame, packetAddress(device, ethertype));
    }

    /// `struct sockaddr_ll`: family, protocol in network order, device, then receive-only fields and the
    /// length and bytes of a hardware address, which a raw frame carries itself.
    private ByteBuffer packetAddress(int device, short ethertype) {
        return sockaddr(20)
                .putShort(0, (short) AF_PACKET)
                .putShort(2, networkOrder(ethertype))
                .putInt(4, device);
    }

    /// Waits for one datagram.
    byte[] receive() throws SystemCallException {
        while (true) {
            try {
                long length =
                        checked("recv", (long) RECV.invokeExact(captured, descriptor, buffer, buffer.byteSize(), 0));
                return buffer.asSlice(0, length).toArray(JAVA_BYTE);
            } catch (Throwable thrown) {
                SystemCallException refused = rethrown(thrown);
                if (!refused.errno().equals(Errno.EINTR)) throw refused;
            }
        }
    }

    /// How long [#receive] waits before it fails with EAGAIN.
    private void receiveTimeout(Duration limit) throws SystemCallException {
        // struct timeval
        buffer.set(JAVA_LONG, 0, limit.toSeconds());
        buffer.set(JAVA_LONG, 8, limit.toNanosPart() / 1000);
        option(SOL_SOCKET, SO_RCVTIMEO, 16);
    }

    /// `struct sock_fprog`: how many instructions, and where they are; here that is right behind it.
    private void filter(SocketFilter filter) throws SystemCallException {
        byte[] program = filter.encode(ByteOrder.nativeOrder());
        MemorySegment.copy(program, 0, buffer, JAVA_BYTE, 16, program.length);
        buffer.set(JAVA_LONG, 0, 0);
        buffer.set(JAVA_SHORT, 0, (short) filter.instructions().size());
        buffer.set(JAVA_LONG, 8, buffer.address() + 16);
        option(SOL_SOCKET, SO_ATTACH_FILTER, 16);
    }

    /// Closes it; a second time does nothing, since the descriptor may be another's by then.
    @Override
    public void close() {
        if (!arena.scope().isAlive()) return;
        try {
            // The descriptor is gone whatever close says, so there is nothing to do about a failure.
            int _ = (int) CLOSE.invokeExact(captured, descriptor);
        } catch (Throwable thrown) {
            throw new AssertionError("close", thrown);
        } finally {
            arena.close();
        }
    }

    private void bind(ByteBuffer address) throws SystemCallException {
        try {
            checked("bind", (int) BIND.invokeExact(captured, descriptor, name, address.limit()));
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    private void send(byte[] message, ByteBuffer address) throws SystemCallException {
        MemorySegment.copy(message, 0, buffer, JAVA_BYTE, 0, message.length);
        while (true) {
            try {
                checked("sendto", (long) SENDTO.invokeExact(
                        captured, descriptor, buffer, (long) message.length, 0, name, address.limit()));
                return;
            } catch (Throwable thrown) {
                SystemCallException refused = rethrown(thrown);
                if (!refused.errno().equals(Errno.EINTR)) throw refused;
            }
        }
    }

    private void tryOption(int level, int option) {
        buffer.set(JAVA_INT, 0, 1);
        try {
            option(level, option, 4);
        } catch (SystemCallException _) {
            // An old kernel: messages are shorter, nothing else changes.
        }
    }

    /// Sets an option to the first bytes of the buffer.
    private void option(int level, int option, int length) throws SystemCallException {
        try {
            checked("setsockopt", (int) SETSOCKOPT.invokeExact(captured, descriptor, level, option, buffer, length));
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    private ByteBuffer sockaddr(int length) {
        name.fill((byte) 0);
        return name.asSlice(0, length).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private int checked(String call, int result) throws SystemCallException {
        return (int) checked(call, (long) result);
    }

    private long checked(String call, long result) throws SystemCallException {
        if (result >= 0) return result;
        throw new SystemCallException(call, new Errno((int) ERRNO.get(captured, 0L)), "");
    }

    /// A method handle may throw anything by its signature; a downcall throws nothing, so that what arrives
    /// here is ours or a bug.
    private static SystemCallException rethrown(Throwable thrown) {
        return switch (thrown) {
            case SystemCallException refused -> refused;
            case RuntimeException bug -> throw bug;
            case Error bug -> throw bug;
            default -> throw new AssertionError(thrown);
        };
    }

    private static short networkOrder(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes(value) : value;
    }

    // Native access is what this class is for; the launcher grants it with --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle link(String function, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), signature, Linker.Option.captureCallState("errno"));
    }
}
