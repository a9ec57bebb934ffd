package dev.sluice.gateway.cascade;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream of given events that keeps to pauses, falls silent once, and ends well or is cut.
/// Delivers on the thread of whoever drives it, one at a time; cancelled by any.
final class ScriptedStream implements UpstreamStream {

  private final List<byte[]> events;
  private final boolean cut;
  private int silentAt;
  private int late;
  private int stillDue;
  private int next;
  private @Nullable Sink sink;
  private boolean paused;
  private boolean delivering;
  private volatile boolean cancelled;
  private boolean ended;

  /// @param cut whether it is cut behind its last event
  /// @param silentAt the event before which it waits to be woken, -1 for none
  ScriptedStream(List<byte[]> events, boolean cut, int silentAt) {
    this.events = events;
    this.cut = cut;
    this.silentAt = silentAt;
  }

  static ScriptedStream of(Chunks chunks) {
    return new ScriptedStream(chunks.events(), false, -1);
  }

  static ScriptedStream silentAfter(int events, Chunks chunks) {
    return new ScriptedStream(chunks.events(), false, events);
  }

  /// The same where so many events still come after each pause, as those do that were decoded.
  ScriptedStream lateBy(int some) {
    late = some;
    return this;
  }

  @Override
  public synchronized void start(Sink reader) {
    if (sink != null) {
      throw new IllegalStateException("a stream has one reader");
    }
    sink = reader;
    deliver();
  }

  /// Breaks the silence.
  synchronized void wake() {
    silentAt = -1;
    deliver();
  }

  @Override
  public synchronized void pause() {
    stillDue = paused ? stillDue : late;
    paused = true;
  }

  @Override
  public synchronized void resume() {
    paused = false;
    deliver();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  List<byte[]> events() {
    return events;
  }

  synchronized int delivered() {
    return next;
  }

  boolean wasCancelled() {
    return cancelled;
  }

  /// Never opened, read to its end or to its `[DONE]`, behind which a stream ends by itself, or
  /// given up.
  synchronized boolean isOver() {
    return sink == null || ended || cancelled || isDone();
  }

  private boolean mayGoOn() {
    return !cancelled && (!paused || stillDue-- > 0);
  }

  private boolean isDone() {
    return next == events.size()
        && new String(events.getLast(), StandardCharsets.UTF_8).equals("[DONE]");
  }

  private synchronized void deliver() {
    Sink to = sink;
    if (to == null || delivering) {
      return;
    }
    delivering = true;
    while (mayGoOn() && next < events.size() && next != silentAt) {
      to.onData(events.get(next++));
    }
    delivering = false;
    if (next == events.size() && next != silentAt && !cancelled && !ended) {
      ended = true;
      if (cut) {
        to.onFailure(UpstreamFailure.of(FailureKind.CUT, "cut", true));
      } else {
        to.onEnd();
      }
    }
  }
}
