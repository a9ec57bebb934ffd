package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Netty's decoder, and in front of it a look at what it would mend in silence: folded header lines
/// (RFC 9112 section 5.2) and a request line that is not method, target and version with one space
/// between them (section 3). Such a head is marked as a failure.
///
/// Also knows whether a head has begun, which the head's time limit needs.
final class StrictRequestDecoder extends HttpRequestDecoder {

  /// The request line gets as much room as OpenAI gives to all headers together.
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private boolean inHead = true;
  private boolean begun;
  private @Nullable RequestLineCheck firstLine = new RequestLineCheck();
  private boolean headComplete;
  private int lineBytes;
  private int scanned;
  private @Nullable String violation;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_HEAD_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_HEAD_BYTES));
  }

  /// Whether bytes of a head have come and its end has not.
  boolean isInsideHead() {
    return inHead && begun;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (inHead) {
      scan(in);
    }
    int outBefore = out.size();
    int readableBefore = in.readableBytes();
    super.decode(ctx, in, out);
    scanned = Math.max(0, scanned - (readableBefore - in.readableBytes()));
    for (int i = outBefore; i < out.size(); i++) {
      follow(out.get(i));
    }
  }

  private void follow(Object message) {
    if (message instanceof HttpRequest request) {
      inHead = false;
      if (violation != null && request.decoderResult().isSuccess()) {
        request.setDecoderResult(DecoderResult.failure(new DecoderException(violation)));
      }
    }
    if (message instanceof LastHttpContent) {
      inHead = true;
      begun = false;
      firstLine = new RequestLineCheck();
      headComplete = false;
      lineBytes = 0;
      scanned = 0;
      violation = null;
    }
  }

  private void scan(ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex() + scanned;
    while (at < end && !headComplete) {
      look(in.getByte(at++));
    }
    scanned = at - in.readerIndex();
  }

  private void look(byte b) {
    if (b == '\n') {
      headComplete = begun && lineBytes == 0;
      lineBytes = 0;
      RequestLineCheck line = firstLine;
      if (line != null) {
        violation = begun ? line.end() : null;
        firstLine = begun ? null : new RequestLineCheck(); // empty lines may stand before it
      }
      return;
    }
    if (b != '\r') {
      begun = true;
    }
    RequestLineCheck line = firstLine;
    if (line != null) {
      line.next(b);
    } else if (lineBytes == 0 && (b == ' ' || b == '\t')) {
      violation = "a folded header line";
    }
    if (b != '\r') {
      lineBytes++;
    }
  }
}
