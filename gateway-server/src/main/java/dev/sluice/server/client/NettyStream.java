package dev.sluice.server.client;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.gateway.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The open body of an answer: events or raw pieces, held back while it is paused.
///
/// Nothing is delivered while paused. What one read decoded waits in a queue, and nothing is read
/// as long as the queue holds anything, so at most one read's worth is held. The end of the body,
/// good or bad, waits behind the queue; only a passed `timeouts.total` drops it. After `[DONE]`
/// nothing is delivered but the end, which is not waited for longer than a grace.
///
/// Its state belongs to the event loop; calls from other threads are passed on to it.
final class NettyStream implements UpstreamStream, Body, SseDecoder.Listener {

  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final NettyCall call;
  private final @Nullable SseDecoder decoder;
  private final Deque<byte[]> held = new ArrayDeque<>();
  private @Nullable Sink sink;
  private boolean opened;
  private boolean paused;
  private boolean delivering;
  private boolean done;
  private boolean ended;
  private @Nullable UpstreamFailure failure;
  private boolean closed;

  private NettyStream(NettyCall call, int maxEventBytes) {
    this.call = call;
    decoder = maxEventBytes > 0 ? new SseDecoder(maxEventBytes, this) : null;
  }

  static NettyStream ofEvents(NettyCall call, int maxEventBytes) {
    return new NettyStream(call, maxEventBytes);
  }

  static NettyStream ofPieces(NettyCall call) {
    return new NettyStream(call, 0);
  }

  @Override
  public void start(Sink reader) {
    call.onLoop(() -> {
      if (sink != null) {
        throw new IllegalStateException("a stream has one reader");
      }
      sink = reader;
      deliver();
    });
  }

  @Override
  public void pause() {
    call.onLoop(() -> {
      paused = true;
      updateReading();
    });
  }

  @Override
  public void resume() {
    call.onLoop(() -> {
      paused = false;
      deliver();
    });
  }

  @Override
  public void cancel() {
    call.cancel();
  }

  @Override
  public void onPiece(ByteBuf piece) {
    if (decoder == null) {
      if (piece.isReadable()) {
        take(ByteBufUtil.getBytes(piece));
      }
    } else if (!decoder.feed(piece)) {
      call.fail(FailureKind.PROTOCOL, "an event is larger than allowed");
    }
  }

  @Override
  public void onEvent(byte[] data) {
    if (done) {
      return;
    }
    done = isDone(data);
    take(data);
    if (done && !closed) {
      call.awaitEnd();
    }
  }

  @Override
  public void onComment() {
    if (sink != null && !paused && !closed && !done) {
      sink.onComment();
    }
  }

  @Override
  public void onEnd() {
    if (decoder != null) {
      decoder.end();
    }
    ended = true;
    if (opened) {
      deliver();
    } else if (decoder == null) {
      open();
    } else {
      call.answer(failed("the stream ended before its first event"));
    }
  }

  @Override
  public void onFailure(UpstreamFailure reason) {
    if (!opened) {
      call.answer(new UpstreamResponse.Failed(reason));
      return;
    }
    if (done) {
      ended = true;
    } else {
      failure = reason;
      if (reason.kind() == FailureKind.TOTAL_TIMEOUT) {
        held.clear();
      }
    }
    deliver();
  }

  @Override
  public void abandon() {
    closed = true;
    held.clear();
  }

  private void take(byte[] data) {
    if (closed) {
      return;
    }
    if (!opened && decoder != null && !isBeginning(data)) {
      return;
    }
    held.addLast(data);
    if (opened) {
      deliver();
    } else {
      open();
    }
  }

  /// Whether a stream begins with this event. One that begins with an error is that error, under a
  /// status that was sent before the provider knew; one that begins with its end is none. Nothing
  /// was sent to anybody yet, so that another provider may be asked.
  private boolean isBeginning(byte[] first) {
    if (isDone(first)) {
      call.answer(failed("the stream ended before its first event"));
    } else if (AnswerReader.error(first).isPresent()) {
      call.answer(new UpstreamResponse.Whole(call.head(), first));
    } else {
      return true;
    }
    call.cancel();
    return false;
  }

  private void open() {
    opened = true;
    call.open(new UpstreamResponse.Opened(call.head(), decoder != null, this));
  }

  /// Hands on what is held, then the end if it has come, or goes on reading.
  private void deliver() {
    Sink reader = sink;
    if (reader == null || delivering) {
      return;
    }
    delivering = true;
    boolean unharmed = false;
    try {
      while (!paused && !held.isEmpty()) {
        reader.onData(held.removeFirst());
      }
      unharmed = true;
    } finally {
      delivering = false;
      if (!unharmed) {
        call.cancel();
      }
    }
    if (held.isEmpty() && !closed) {
      conclude(reader);
    }
    updateReading();
  }

  private void conclude(Sink reader) {
    UpstreamFailure reason = failure;
    closed = ended || reason != null;
    if (reason != null) {
      reader.onFailure(reason);
    } else if (ended) {
      reader.onEnd();
    }
  }

  private void updateReading() {
    if (!closed && !done && !delivering) {
      call.reading(sink != null && !paused && held.isEmpty());
    }
  }

  private UpstreamResponse failed(String detail) {
    return new UpstreamResponse.Failed(UpstreamFailure.of(FailureKind.PROTOCOL, detail, true));
  }

  private static boolean isDone(byte[] data) {
    return data.length >= DONE.length
        && data.length < 2 * DONE.length
        && Arrays.equals(
            new String(data, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8),
            DONE);
  }
}
