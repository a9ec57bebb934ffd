package dev.sluice.gateway.cascade;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream of words that arrive the moment it is started; then it ends, is cut, or stays open.
final class FakeStream implements UpstreamStream {

  enum End {
    CLEAN,
    CUT,
    OPEN
  }

  private final List<String> words;
  private final End end;
  private @Nullable Sink sink;
  private boolean cancelled;

  FakeStream(End end, String... words) {
    this.end = end;
    this.words = List.of(words);
  }

  @Override
  public void start(Sink newSink) {
    sink = newSink;
    for (String word : words) {
      newSink.onData(word.getBytes(StandardCharsets.UTF_8));
    }
    switch (end) {
      case CLEAN -> newSink.onEnd();
      case CUT -> newSink.onFailure(UpstreamFailure.of(FailureKind.CUT, "cut", true));
      case OPEN -> {}
    }
  }

  /// More words for a stream that stayed open, and its clean end.
  void finish(String... more) {
    Sink to = sink;
    if (to == null) {
      throw new IllegalStateException("not started");
    }
    for (String word : more) {
      to.onData(word.getBytes(StandardCharsets.UTF_8));
    }
    to.onEnd();
  }

  boolean wasStarted() {
    return sink != null;
  }

  boolean wasCancelled() {
    return cancelled;
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel() {
    cancelled = true;
  }
}
