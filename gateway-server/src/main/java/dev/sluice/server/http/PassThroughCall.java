package dev.sluice.server.http;

import dev.sluice.gateway.call.RetryAfter;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.ProviderError;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.gateway.upstream.UpstreamStream;
import dev.sluice.server.client.EventLoopAffinity;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request that a provider answers as it stands. Lives on the event loop; its virtual thread
/// finds out where the request goes and waits for the head of the answer.
final class PassThroughCall {

  private static final Logger LOG = LoggerFactory.getLogger(PassThroughCall.class);

  /// What of a client's head may leave the house; everything else stays.
  private static final List<String> FORWARDED =
      List.of(
          "accept",
          "connection", // whose names stay here, as it does itself
          "idempotency-key",
          "openai-beta",
          "range",
          "user-agent");

  private static final List<String> RETURNED =
      List.of("content-disposition", "content-encoding", "content-range");

  private final DataPlane plane;
  private final ClientRequest request;
  private final Endpoint.Forward forward;
  private final ReceivedBody body;
  private final String contentType;
  private @Nullable Thread thread;
  private @Nullable UpstreamStream upstream;
  private @Nullable RawRelay relay;
  private Allowance allowance = Allowance.NONE;
  private PassThrough.Tap tap = PassThrough.Tap.NONE;
  private boolean clientLeft;
  private volatile boolean cut;
  private boolean sent;
  private boolean over;

  PassThroughCall(
      DataPlane plane,
      ClientRequest request,
      Endpoint.Forward forward,
      ReceivedBody body,
      String contentType) {
    this.plane = plane;
    this.request = request;
    this.forward = forward;
    this.body = body;
    this.contentType = contentType;
  }

  void start() {
    thread = Thread.ofVirtual().name(request.id()).start(this::await);
  }

  /// On the virtual thread.
  private void await() {
    Runnable next = () -> refuse(HttpErrors.internal());
    try {
      next = ask();
    } catch (InterruptedException e) {
      next = () -> refuse(cut ? HttpErrors.shuttingDown() : HttpErrors.internal());
    } catch (IOException e) { // of the disk, which has told the log
      next = () -> refuse(cut ? HttpErrors.shuttingDown() : HttpErrors.overloaded());
    } catch (RuntimeException e) {
      log(e);
    } finally {
      Runnable result = next;
      request.loop().execute(() -> concluded(result));
    }
  }

  private Runnable ask() throws InterruptedException, IOException {
    body.await();
    Destination destination =
        Destination.of(plane.gateway().config(), request.caller(), forward, contentType, body);
    return switch (destination) {
      case Destination.Refused refused -> () -> refuse(refused.error());
      case Destination.To to -> {
        PassThrough.Sent result = plane.passThrough().send(call(to));
        yield () -> sent(result, to.model() != null);
      }
    };
  }

  private PassThrough.Request call(Destination.To to) {
    List<Header> headers = new ArrayList<>();
    if (!contentType.isEmpty()) {
      headers.add(new Header("content-type", contentType)); // the one that was read
    }
    for (String name : FORWARDED) {
      request.headers().getAll(name).forEach(value -> headers.add(new Header(name, value)));
    }
    return new PassThrough.Request(
        request.id(),
        request.caller(),
        to.provider(),
        to.model(),
        request.method(),
        forward.path(),
        headers,
        to.body(),
        new EventLoopAffinity(request.loop()));
  }

  /// What fails on the loop must not leave a client waiting, nor a place taken.
  private void concluded(Runnable next) {
    thread = null;
    try {
      next.run();
    } catch (RuntimeException e) {
      broke(e);
    }
  }

  private void broke(RuntimeException e) {
    log(e);
    relay = null;
    if (upstream != null) {
      upstream.cancel();
    }
    if (!clientLeft) {
      request.response().breakOff();
    }
    end(new Outcome(Outcome.Kind.INTERNAL, 500));
  }

  private void log(RuntimeException e) {
    LOG.atError().addKeyValue("request_id", request.id()).setCause(e).log("a request failed");
  }

  private void sent(PassThrough.Sent result, boolean known) {
    allowance = result.allowance();
    switch (result) {
      case PassThrough.Sent.Refused refused -> refuse(refused.error());
      case PassThrough.Sent.Passed passed -> passed(passed, known);
    }
  }

  /// @param known whether the model is one of ours
  private void passed(PassThrough.Sent.Passed passed, boolean known) {
    sent = true; // from here on the tap hears of the end
    tap = passed.tap();
    switch (passed.response()) {
      case UpstreamResponse.Failed failed -> refuse(HttpErrors.upstream(failed.failure()));
      case UpstreamResponse.Whole whole -> whole(whole, known);
      case UpstreamResponse.Opened opened -> open(opened);
    }
  }

  private void whole(UpstreamResponse.Whole whole, boolean known) {
    int status = whole.head().status();
    Optional<ApiError> error = error(whole, known);
    if (error.isPresent()) {
      refuse(error.get());
      return;
    }
    tap.onData(whole.body());
    if (clientLeft) {
      end(Outcomes.cancelled(0));
      return;
    }
    end(Outcomes.of(status));
    request.response().whole(status, type(whole.head()), whole.body(), returned(whole.head()));
  }

  /// A provider's error in our form; its trouble with our account, or with a model that is one of
  /// ours, is not the client's.
  private static Optional<ApiError> error(UpstreamResponse.Whole whole, boolean known) {
    int status = whole.head().status();
    if (status < 400) {
      return Optional.empty();
    }
    if (ProviderError.isAboutAccount(whole.body())) {
      return Optional.of(HttpErrors.upstreamError("The provider failed to answer."));
    }
    Duration wait = RetryAfter.of(whole.head());
    return Optional.of(
        switch (UpstreamFailure.kindOf(status)) {
          case BAD_REQUEST -> ProviderError.read(status, whole.body());
          case NOT_FOUND ->
              known
                  ? HttpErrors.upstreamError("The provider of this model does not know it.")
                  : ProviderError.read(status, whole.body());
          case RATE_LIMITED -> HttpErrors.rateLimited(wait == null ? Duration.ofSeconds(1) : wait);
          default -> HttpErrors.upstreamError("The provider failed to answer.");
        });
  }

  private void open(UpstreamResponse.Opened opened) {
    upstream = opened.stream();
    if (clientLeft) {
      upstream.cancel();
      end(Outcomes.cancelled(0));
      return;
    }
    UpstreamResponse.Head head = opened.head();
    request.response().open(head.status(), type(head), returned(head));
    relay =
        new RawRelay(upstream, request.response(), tap, new RawRelay.Over(this::end, this::broke));
    relay.start();
  }

  private static String type(UpstreamResponse.Head head) {
    String type = head.header("content-type");
    return type == null ? "application/octet-stream" : type;
  }

  private Consumer<HttpHeaders> returned(UpstreamResponse.Head head) {
    return headers -> {
      RateHeaders.write(headers, allowance);
      for (String name : RETURNED) {
        String value = head.header(name);
        if (value != null) {
          headers.set(name, value);
        }
      }
    };
  }

  private void refuse(ApiError error) {
    if (clientLeft) {
      end(Outcomes.cancelled(0));
      return;
    }
    if (!sent) {
      plane.gateway().refused(request.id(), error);
    }
    end(Outcomes.of(error));
    request.response().error(error, headers -> RateHeaders.write(headers, allowance));
  }

  /// Before the last byte; only the first end counts. A step that fails keeps none of the others.
  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    try {
      body.close();
    } finally {
      plane.admission().leave();
      tap.onEnd(outcome);
    }
  }

  void clientLeft() {
    clientLeft = true;
    if (relay != null) {
      relay.clientLeft();
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  void cut() {
    cut = true;
    if (relay != null) {
      relay.cut();
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  void writabilityChanged() {
    if (relay != null) {
      relay.writabilityChanged();
    }
  }
}
