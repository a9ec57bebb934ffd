package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.exchange.ClientSide;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.server.client.EventLoopAffinity;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request with a model, from its scanned body to its last byte: the one place that closes and
/// observes its exchange, each exactly once, whatever happens.
///
/// Lives on the event loop; the waiting part of the path runs on one virtual thread, which owns the
/// exchange meanwhile. When the client leaves, that thread is interrupted and its end awaited.
final class ChatCall implements ClientSide {

  private static final Logger LOG = LoggerFactory.getLogger(ChatCall.class);

  private final DataPlane plane;
  private final ClientRequest request;
  private final Operation operation;
  private long heldBytes;
  private boolean wantsStream;
  private @Nullable Thread thread;
  private @Nullable ClientStream stream;
  private boolean entered;
  private boolean clientLeft;
  private volatile boolean cut;
  private boolean over;

  ChatCall(DataPlane plane, ClientRequest request, Operation operation, long heldBytes) {
    this.plane = plane;
    this.request = request;
    this.operation = operation;
    this.heldBytes = heldBytes;
  }

  /// The body takes this much room now that it is decompressed.
  void holds(long bytes) {
    heldBytes = bytes;
  }

  void begin(Scanned scanned) {
    if (clientLeft) {
      release();
      return;
    }
    switch (scanned) {
      case Scanned.Refused refused -> refuse(refused.error());
      case Scanned.Ok ok -> begin(ok.request());
    }
  }

  private void begin(ChatRequest body) {
    switch (plane.options().parse(name -> request.headers().get(name), body.json("sluice"))) {
      case OptionsParser.Parsed.Refused refused -> refuse(refused.error());
      case OptionsParser.Parsed.Ok ok -> begin(body, ok.options());
    }
  }

  private void begin(ChatRequest body, RequestOptions options) {
    wantsStream = body.stream();
    Exchange x =
        new Exchange(
            request.id(),
            operation,
            plane.gateway().config(),
            body,
            options,
            request.caller(),
            this,
            new EventLoopAffinity(request.loop()),
            plane.nanoTime());
    switch (immediate(x)) {
      case Step.End end -> end(x, end);
      case Step.Continue proceed -> {
        entered = plane.admission().tryEnter();
        if (entered) {
          thread = Thread.ofVirtual().name(request.id()).start(() -> await(x));
        } else {
          end(x, new Step.Rejected(HttpErrors.overloaded()));
        }
      }
    }
  }

  /// A request that never became an exchange.
  private void refuse(ApiError error) {
    release();
    plane.gateway().refused(request.id(), error);
    request.response().error(error, Response.NO_MORE);
  }

  private Step immediate(Exchange x) {
    try {
      return plane.gateway().immediate(x);
    } catch (RuntimeException e) {
      return failed(x, e);
    }
  }

  /// On the virtual thread.
  private void await(Exchange x) {
    Step.End end = new Step.Rejected(HttpErrors.internal());
    try {
      end = plane.gateway().waiting(x);
    } catch (InterruptedException e) {
      end = new Step.Rejected(cut ? HttpErrors.shuttingDown() : HttpErrors.internal());
    } catch (RuntimeException e) {
      end = failed(x, e);
    } finally {
      Step.End result = end;
      request
          .loop()
          .execute(() -> {
            thread = null;
            end(x, result);
          });
    }
  }

  private static Step.Rejected failed(Exchange x, RuntimeException e) {
    LOG.atError().addKeyValue("request_id", x.id()).setCause(e).log("a request failed in us");
    return new Step.Rejected(HttpErrors.internal());
  }

  private void end(Exchange x, Step.End end) {
    if (clientLeft) {
      guarded(x, () -> abandon(x, end));
    } else if (end instanceof Step.Forwarded forwarded) {
      guarded(x, () -> forward(x, forwarded));
    } else {
      guarded(
          x,
          () -> {
            plane.gateway().close(x);
            write(x, end);
          });
    }
  }

  /// What fails on the loop must not leave a client waiting.
  private void guarded(Exchange x, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      failed(x, e);
      plane.gateway().close(x);
      request.response().breakOff();
      over(x, new Outcome(Outcome.Kind.INTERNAL, 500));
    }
  }

  private void write(Exchange x, Step.End end) {
    var writer = new ResponseWriter(request.response(), x, plane.timeouts().heartbeat());
    switch (end) {
      case Step.Answered answered -> after(x, writer.answered(answered.answer()), Outcomes.OK);
      case Step.Relayed relayed ->
          after(x, writer.relayed(relayed.whole()), Outcomes.of(relayed.whole().head().status()));
      case Step.Rejected rejected -> {
        boolean late = request.response().isStreaming();
        Outcome outcome =
            late ? Outcomes.brokenStream(rejected.error()) : Outcomes.of(rejected.error());
        after(x, writer.rejected(rejected.error()), outcome);
      }
      case Step.Forwarded forwarded -> throw new IllegalStateException("forwarded, not written");
    }
  }

  private void after(Exchange x, ChannelFuture written, Outcome outcome) {
    written.addListener(done ->
        over(x, done.isSuccess() ? outcome : Outcomes.cancelled(request.response().status())));
  }

  private void forward(Exchange x, Step.Forwarded forwarded) {
    ClientStream reader =
        wantsStream
            ? new StreamRelay(plane, x, request, forwarded, outcome -> over(x, outcome))
            : new StreamCollect(
                plane.gateway(),
                x,
                forwarded,
                collected -> guarded(x, () -> write(x, collected)),
                outcome -> over(x, outcome));
    stream = reader;
    try {
      reader.start();
    } catch (RuntimeException e) {
      forwarded.opened().stream().cancel();
      throw e;
    }
  }

  /// The end of a request whose client has left before anything was written.
  private void abandon(Exchange x, Step.End end) {
    if (end instanceof Step.Forwarded forwarded) {
      forwarded.opened().stream().cancel();
      var nothing = new StreamFold(new StreamFold.Wishes(false, null, false));
      new StreamAccount(plane.gateway(), x, forwarded.attempt(), nothing)
          .settle(FailureKind.CANCELLED);
    } else {
      plane.gateway().close(x);
    }
    over(x, Outcomes.cancelled(request.response().status()));
  }

  private void over(Exchange x, Outcome outcome) {
    if (!over) {
      over = true;
      stream = null; // it holds the exchange, and the connection may be idle for long
      release();
      plane.gateway().observe(x, outcome);
    }
  }

  private void release() {
    plane.admission().release(heldBytes);
    if (entered) {
      entered = false;
      plane.admission().leave();
    }
  }

  // The client's side

  void clientLeft() {
    if (over || clientLeft) {
      return;
    }
    clientLeft = true;
    if (stream != null) {
      stream.clientLeft();
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  void cut() {
    cut = true;
    if (stream != null) {
      stream.cut();
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  void writabilityChanged() {
    if (stream != null) {
      stream.writabilityChanged();
    }
  }

  @Override
  public void keepAlive() {
    request.loop().execute(this::sendKeepAlive);
  }

  private void sendKeepAlive() {
    Response response = request.response();
    if (!wantsStream || clientLeft || over || response.isEnded()) {
      return;
    }
    if (!response.isStreaming()) {
      response.openEvents(plane.timeouts().heartbeat(), Response.NO_MORE);
    }
    if (response.isWritable()) {
      response.comment();
    }
  }
}
