package dev.sluice.server.client;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Collects a body; leading white space, which keeps a waiting call alive, is no part of it.
final class WholeBody implements Body {

  private final NettyCall call;
  private final int maxBytes;
  private byte[] bytes;
  private int length;

  /// @param expected length that was announced, negative for none
  WholeBody(NettyCall call, int maxBytes, long expected) {
    this.call = call;
    this.maxBytes = maxBytes;
    bytes = new byte[Math.clamp(expected, 1024, 1 << 20)];
  }

  @Override
  public void onPiece(ByteBuf piece) {
    if (length == 0) {
      skipBlanks(piece);
      if (!piece.isReadable()) {
        return;
      }
      call.contentBegan();
    }
    int count = piece.readableBytes();
    if (count > maxBytes - length) {
      call.fail(FailureKind.PROTOCOL, "the body is longer than " + maxBytes + " bytes");
      return;
    }
    if (length + count > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(length + count, (int) Math.min(maxBytes, 2L * bytes.length)));
    }
    piece.readBytes(bytes, length, count);
    length += count;
  }

  @Override
  public void onEnd() {
    byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    call.answer(new UpstreamResponse.Whole(call.head(), body));
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    call.answer(new UpstreamResponse.Failed(failure));
  }

  @Override
  public void abandon() {}

  private static void skipBlanks(ByteBuf piece) {
    int first = piece.forEachByte(b -> b == ' ' || b == '\n' || b == '\r' || b == '\t');
    piece.readerIndex(first < 0 ? piece.writerIndex() : first);
  }
}
