package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import tandem.Pure;

/// A program of the kernel's classic packet filter (Documentation/networking/filter.rst): what a socket need
/// not see does not wake its thread.
@Pure
record SocketFilter(List<Instruction> instructions) {
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int WHOLE_FRAME = 0xffff;

    SocketFilter {
        instructions = List.copyOf(instructions);
    }

    /// `struct sock_filter`.
    ///
    /// @param ifTrue  how many instructions to skip when the condition holds
    /// @param ifFalse how many when it does not
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /// Lets ARP through whose sender says that it has the address.
    static SocketFilter arpOf(VirtualAddress address) {
        int bits = ByteBuffer.wrap(address.bytes()).order(ByteOrder.BIG_ENDIAN).getInt();
        return new SocketFilter(List.of(
                new Instruction(LOAD_WORD, 0, 0, ArpFrame.SENDER_PROTOCOL),
                new Instruction(JUMP_IF_EQUAL, 0, 1, bits),
                new Instruction(RETURN, 0, 0, WHOLE_FRAME),
                new Instruction(RETURN, 0, 0, 0)));
    }

    byte[] encode(ByteOrder order) {
        ByteBuffer program = ByteBuffer.allocate(8 * instructions.size()).order(order);
        for (Instruction instruction : instructions)
            program.putShort((short) instruction.code())
                    .put((byte) instruction.ifTrue())
                    .put((byte) instruction.ifFalse())
                    .putInt(instruction.operand());
        return program.array();
    }
}
