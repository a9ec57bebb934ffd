package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What callers rely on, whatever implements the port. Extend it, and answer as it asks.
public abstract class UpstreamContract {

  /// How the provider behaves.
  public sealed interface Behaviour {

    /// A complete JSON answer.
    record Json(int status, String body) implements Behaviour {}

    /// An event stream of these payloads; cut after them, or ended as HTTP says it should.
    record Events(List<String> payloads, boolean cut) implements Behaviour {}

    /// Takes the request and never answers.
    record Silence() implements Behaviour {}
  }

  /// Starts a call to a provider that behaves so; no timeout may pass during the test.
  protected abstract PendingCall start(Behaviour provider, Expect expect) throws Exception;

  @Test
  void aWholeAnswerComesWhole() throws Exception {
    PendingCall call = start(new Behaviour.Json(200, "{\"a\":1}"), Expect.WHOLE);

    var whole = (UpstreamResponse.Whole) await(call);

    assertThat(whole.head().status()).isEqualTo(200);
    assertThat(whole.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
  }

  @Test
  void anErrorIsAWholeAnswerToo() throws Exception {
    PendingCall call = start(new Behaviour.Json(503, "{\"error\":{}}"), Expect.EVENTS);

    var whole = (UpstreamResponse.Whole) await(call);

    assertThat(whole.head().status()).isEqualTo(503);
    assertThat(whole.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"error\":{}}");
  }

  @Test
  void eventsComeInOrderAndThenTheEnd() throws Exception {
    List<String> payloads = List.of("{\"n\":1}", "{\"n\":2}", "[DONE]");
    PendingCall call = start(new Behaviour.Events(payloads, false), Expect.EVENTS);

    var opened = (UpstreamResponse.Opened) await(call);
    Recorder sink = new Recorder();
    opened.stream().start(sink);

    assertThat(sink.end()).isEqualTo("end");
    assertThat(sink.seen).isEqualTo(payloads);
    assertThat(opened.events()).isTrue();
  }

  @Test
  void aCutStreamNeverEndsCleanly() throws Exception {
    PendingCall call = start(new Behaviour.Events(List.of("{\"n\":1}"), true), Expect.EVENTS);

    Recorder sink = new Recorder();
    ((UpstreamResponse.Opened) await(call)).stream().start(sink);

    assertThat(sink.end()).isEqualTo(FailureKind.CUT.name());
    assertThat(sink.seen).containsExactly("{\"n\":1}");
  }

  @Test
  void aCancelledCallSaysSo() throws Exception {
    PendingCall call = start(new Behaviour.Silence(), Expect.WHOLE);

    call.cancel();
    call.cancel();

    var failed = (UpstreamResponse.Failed) await(call);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    PendingCall call = start(new Behaviour.Silence(), Expect.WHOLE);

    boolean interrupted =
        onVirtualThread(() -> {
          Thread.currentThread().interrupt();
          try {
            call.await();
            return false;
          } catch (InterruptedException e) {
            return true;
          }
        });

    assertThat(interrupted).isTrue();
  }

  @Test
  void aCancelledStreamSaysNothingMore() throws Exception {
    PendingCall call = start(new Behaviour.Events(List.of("1", "2", "3"), false), Expect.EVENTS);
    var opened = (UpstreamResponse.Opened) await(call);

    Recorder sink =
        new Recorder() {
          @Override
          public void onData(byte[] data) {
            super.onData(data);
            opened.stream().cancel();
            cancelled.complete(null);
          }
        };
    opened.stream().start(sink);

    sink.cancelled.get(10, TimeUnit.SECONDS);
    assertThat(sink.seen).containsExactly("1");
    assertThat(sink.end).isNotDone();
  }

  private static UpstreamResponse await(PendingCall call) throws Exception {
    return onVirtualThread(call::await);
  }

  private static <T> T onVirtualThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task.get(15, TimeUnit.SECONDS);
  }

  private static class Recorder implements UpstreamStream.Sink {
    final List<String> seen = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    @Override
    public void onData(byte[] data) {
      seen.add(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void onEnd() {
      end.complete("end");
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
      end.complete(failure.kind().name());
    }

    String end() throws Exception {
      return end.get(15, TimeUnit.SECONDS);
    }
  }
}
