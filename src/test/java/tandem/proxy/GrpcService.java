package tandem.proxy;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A service with calls of each kind, whose messages are plain text.
final class GrpcService {
    static final int MANY = 2000;
    static final String LONG = "x".repeat(10_000);
    static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY, "Unary");
    static final MethodDescriptor<String, String> DOWN = method(MethodType.SERVER_STREAMING, "Down");
    static final MethodDescriptor<String, String> UP = method(MethodType.CLIENT_STREAMING, "Up");
    static final MethodDescriptor<String, String> BOTH = method(MethodType.BIDI_STREAMING, "Both");
    static final MethodDescriptor<String, String> NEVER = method(MethodType.SERVER_STREAMING, "Never");
    /// What it has heard of calls that it never answers.
    static final BlockingQueue<String> HEARD = new LinkedBlockingQueue<>();

    private GrpcService() {}

    private static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
                .setType(type)
                .setFullMethodName("test.Service/" + name)
                .build();
    }

    /// Messages are plain text.
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder("test.Service")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcService::unary))
                .addMethod(DOWN, ServerCalls.asyncServerStreamingCall((asked, to) -> {
                    for (int i = 0; i < MANY; i++) to.onNext(asked + i + LONG);
                    to.onCompleted();
                }))
                .addMethod(UP, ServerCalls.asyncClientStreamingCall(Sum::new))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(Echo::new))
                .addMethod(NEVER, ServerCalls.asyncServerStreamingCall((asked, to) -> {
                    ((ServerCallStreamObserver<String>) to).setOnCancelHandler(() -> HEARD.add(asked + " is over"));
                    HEARD.add(asked + " has begun");
                }))
                .build();
    }

    private static void unary(String asked, StreamObserver<String> to) {
        if (asked.equals("nothing")) {
            to.onError(Status.NOT_FOUND.withDescription("there is nothing").asRuntimeException());
            return;
        }
        to.onNext("Hello " + asked);
        to.onCompleted();
    }

    /// Adds up the lengths of all messages.
    private static final class Sum implements StreamObserver<String> {
        private final StreamObserver<String> to;
        private long sum;

        Sum(StreamObserver<String> to) {
            this.to = to;
        }

        @Override
        public void onNext(String text) {
            sum += text.length();
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            to.onNext(Long.toString(sum));
            to.onCompleted();
        }
    }

    /// Says each message once more.
    private record Echo(StreamObserver<String> to) implements StreamObserver<String> {
        @Override
        public void onNext(String text) {
            to.onNext(text);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            to.onCompleted();
        }
    }
}
