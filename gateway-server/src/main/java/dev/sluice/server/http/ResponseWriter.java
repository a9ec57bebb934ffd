package dev.sluice.server.http;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReplay;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.BodyEdit;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.JsonText;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.upstream.UpstreamResponse;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writes how a request ended, in the form that the client asked for. The exchange's books are
/// closed before. Event loop only.
///
/// Every method's future is done when the last byte is with the kernel.
final class ResponseWriter {

  private final Response out;
  private final Exchange x;
  private final Duration heartbeat;

  ResponseWriter(Response out, Exchange x, Duration heartbeat) {
    this.out = out;
    this.x = x;
    this.heartbeat = heartbeat;
  }

  ChannelFuture answered(Answer answer) {
    if (x.request().stream()) {
      return replayed(answer);
    }
    byte[] body = AnswerReplay.body(answer);
    String shown = shownModel(x);
    byte[] renamed = shown == null ? body : renamed(body, shown);
    return out.whole(200, Response.JSON, renamed, SluiceHeaders.complete(x));
  }

  private ChannelFuture replayed(Answer answer) {
    boolean usage = x.request().includeUsage();
    openEvents();
    x.firstByte();
    StreamFold fold = new StreamFold(new StreamFold.Wishes(usage, shownModel(x), false));
    for (byte[] payload : AnswerReplay.events(answer, usage)) {
      switch (fold.accept(payload)) {
        case StreamFold.Piece.Pass pass -> out.event(pass.payload());
        case StreamFold.Piece.UsageTail tail -> out.event(withCost(x, tail));
        case StreamFold.Piece.Drop drop -> {}
        case StreamFold.Piece.Done done -> {}
        case StreamFold.Piece.Broken broken -> throw new IllegalStateException("a broken answer");
      }
    }
    out.event(SseFrame.DONE);
    return out.end();
  }

  ChannelFuture relayed(UpstreamResponse.Whole whole) {
    if (x.request().stream()) {
      openEvents();
      x.firstByte();
      out.event(whole.body());
      out.event(SseFrame.DONE);
      return out.end();
    }
    String type = whole.head().header("content-type");
    return out.whole(
        whole.head().status(),
        type == null ? Response.JSON : type,
        whole.body(),
        SluiceHeaders.complete(x));
  }

  /// An error: by its status, or as an event where the head has already promised a stream.
  ChannelFuture rejected(ApiError error) {
    if (!out.isStreaming()) {
      return out.error(error, SluiceHeaders.complete(x));
    }
    out.event(error.body());
    return out.breakOff();
  }

  private void openEvents() {
    x.firstByte();
    if (!out.isStreaming()) {
      out.openEvents(heartbeat, SluiceHeaders.complete(x));
    }
  }

  /// The name to show instead of the answering model's, or null.
  static @Nullable String shownModel(Exchange x) {
    return x.config().requestedModelInAnswer() ? x.request().model() : null;
  }

  static byte[] withCost(Exchange x, StreamFold.Piece.UsageTail tail) {
    return StreamFold.withCost(tail.payload(), SluiceHeaders.usageMembers(x));
  }

  /// The same body with another top-level `model`; it is scanned by the rules of requests, which an
  /// answer meets too.
  private static byte[] renamed(byte[] body, String model) {
    return switch (ChatRequest.scan(body)) {
      case Scanned.Ok ok -> BodyEdit.of(ok.request()).put("model", JsonText.quote(model)).apply();
      case Scanned.Refused refused -> body;
    };
  }
}
