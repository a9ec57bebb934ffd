package dev.sluice.server.client;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.PendingCall;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One call from its connection to the end of its answer.
///
/// Its phases, each with its own bound: connecting (`connect`), waiting for the first content
/// (`first_byte`, from the last piece of the request that was sent; blank lines and comments show
/// that the provider is alive, not that it answers, and do not count), then reading (`idle`, which
/// any byte restarts, and which does not run while the reader pauses). `total` bounds the whole.
/// State belongs to the event loop.
final class NettyCall implements PendingCall, Connection.Receiver {

  private final UpstreamCall call;
  private final RequestHead request;
  private final EventLoop loop;
  private final ConnectionPool pool;
  private final Connector connector;
  private final ClientSettings settings;
  private final LongSupplier nanoTime;
  private final Alarm alarm;
  private final CompletableFuture<UpstreamResponse> answer = new CompletableFuture<>();

  private @Nullable Connection connection;
  private @Nullable Future<?> written;
  private boolean pooled;
  private boolean sent;
  private boolean bytesSeen;
  private boolean informational;
  private boolean reading = true;
  private boolean idleCounts;
  private boolean over;
  private @Nullable Body body;
  private HeadReading.@Nullable Usable head;
  private long startNanos;
  private long firstByteNanos = -1;

  NettyCall(
      UpstreamCall call,
      RequestHead request,
      EventLoop loop,
      ConnectionPool pool,
      Connector connector,
      ClientSettings settings,
      LongSupplier nanoTime) {
    this.call = call;
    this.request = request;
    this.loop = loop;
    this.pool = pool;
    this.connector = connector;
    this.settings = settings;
    this.nanoTime = nanoTime;
    alarm = new Alarm(loop, nanoTime, kind -> fail(kind, "after waiting for " + request.origin()));
  }

  @Override
  public UpstreamResponse await() throws InterruptedException {
    if (!Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("only a virtual thread may wait for a provider");
    }
    try {
      return answer.get();
    } catch (InterruptedException e) {
      cancel();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void cancel() {
    onLoop(this::abandon);
  }

  /// Sets out, from any thread.
  void start() {
    startNanos = nanoTime.getAsLong();
    onLoop(this::begin);
  }

  /// Runs a task on the event loop: now, if this is it.
  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      answer(failed(FailureKind.CANCELLED, "the event loop is shut down"));
    }
  }

  private void begin() {
    if (over) {
      return;
    }
    alarm.start(call.timeouts().total());
    Connection idle = pool.take(request.origin());
    if (idle == null) {
      connect();
    } else {
      pooled = true;
      send(idle);
    }
  }

  private void connect() {
    alarm.enter(FailureKind.CONNECT, call.timeouts().connect());
    connector
        .connect(loop, request.origin(), call.timeouts().connect())
        .addListener((FutureListener<Connection>) this::connected);
  }

  private void connected(Future<Connection> result) {
    if (over) {
      if (result.isSuccess()) {
        result.getNow().close();
      }
    } else if (result.isSuccess()) {
      send(result.getNow());
    } else {
      fail(
          FailureKind.CONNECT,
          "no connection to " + request.origin() + ": " + name(result.cause()));
    }
  }

  private void send(Connection to) {
    connection = to;
    sent = true;
    alarm.enter(FailureKind.FIRST_BYTE_TIMEOUT, call.timeouts().firstByte());
    Future<?> headWritten = to.serve(this, request.requestTo(to.origin()));
    written =
        switch (call.body()) {
          case RequestBytes bytes -> headWritten;
          case RequestSource source -> sendBody(source, to);
        };
  }

  private Future<?> sendBody(RequestSource source, Connection to) {
    Runnable onSent =
        () -> {
          if (head == null) {
            alarm.restartPhase();
          }
        };
    return BodyPump.start(source, to, loop, onSent)
        .addListener(sending -> {
          if (to == connection && sending.cause() instanceof BodyPump.Unreadable unreadable) {
            fail(FailureKind.CANCELLED, "the body to send: " + unreadable.getMessage());
          } else if (to == connection && head == null && !sending.isSuccess()) {
            alarm.enter(FailureKind.RESET, settings.doneGrace()); // it may have said why
          }
        });
  }

  @Override
  public void onBytes() {
    bytesSeen = true;
    if (idleCounts) {
      alarm.restartPhase();
    }
  }

  @Override
  public void onPart(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      fail(FailureKind.PROTOCOL, "not HTTP: " + name(part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpResponse response) {
      onHead(response);
    }
    Body reader = body;
    if (part instanceof HttpContent content) {
      if (informational) {
        informational = !(part instanceof LastHttpContent);
      } else if (reader != null && !over) {
        reader.onPiece(content.content());
        if (part instanceof LastHttpContent && !over) {
          release();
          reader.onEnd();
        }
      }
    }
  }

  /// A connection that was closed while it lay in the pool is no answer. A call that is passed
  /// through is made again on a fresh one, once; for others that is another attempt, which their
  /// caller has to record.
  @Override
  public void onClosed(@Nullable Throwable cause) {
    connection = null;
    boolean broken = cause == null || root(cause) instanceof IOException;
    boolean stale = broken && pooled && !bytesSeen;
    if (stale && call.expect() == UpstreamCall.Expect.RAW) {
      pooled = false;
      connect();
      return;
    }
    FailureKind ofClose = body == null ? FailureKind.RESET : FailureKind.CUT;
    ofClose = stale ? FailureKind.STALE : ofClose;
    String how = cause == null ? "closed" : name(cause);
    fail(broken ? ofClose : FailureKind.PROTOCOL, request.origin() + ": " + how);
  }

  private void onHead(HttpResponse response) {
    switch (HeadReading.of(response, call.expect())) {
      case HeadReading.Interim _ -> informational = true;
      case HeadReading.Unusable unusable -> fail(FailureKind.PROTOCOL, unusable.why());
      case HeadReading.Usable usable -> {
        head = usable;
        body = bodyOf(usable);
      }
    }
  }

  private Body bodyOf(HeadReading.Usable usable) {
    return switch (usable.form()) {
      case WHOLE -> new WholeBody(this, settings.maxBodyBytes(), usable.length());
      case EVENTS -> NettyStream.ofEvents(this, settings.maxEventBytes());
      case PIECES -> NettyStream.ofPieces(this);
    };
  }

  /// The first byte of content is here; from now on silence is what is bounded.
  void contentBegan() {
    firstByteNanos = nanoTime.getAsLong() - startNanos;
    idleCounts = true;
    alarm.enter(FailureKind.IDLE_TIMEOUT, call.timeouts().idle());
  }

  /// The head, once its body has begun or ended.
  UpstreamResponse.Head head() {
    HeadReading.Usable known = Objects.requireNonNull(head, "no head yet");
    long first = firstByteNanos >= 0 ? firstByteNanos : nanoTime.getAsLong() - startNanos;
    return new UpstreamResponse.Head(known.status(), known.headers(), first);
  }

  /// The answer is open: nothing is read until its reader has come.
  void open(UpstreamResponse.Opened opened) {
    reading(false);
    answer(opened);
  }

  /// Reads on or not; silence counts only while we read.
  void reading(boolean on) {
    Connection source = connection;
    if (source == null || reading == on) {
      return;
    }
    reading = on;
    idleCounts = on;
    if (on) {
      alarm.enter(FailureKind.IDLE_TIMEOUT, call.timeouts().idle());
    } else {
      alarm.leavePhase();
    }
    source.reading(on);
  }

  /// All content is here, only the end of the body is missing.
  void awaitEnd() {
    reading(true);
    idleCounts = false;
    if (!over) {
      alarm.enter(FailureKind.CUT, settings.doneGrace());
    }
  }

  /// Ends the call; whoever waits, or reads, hears why.
  void fail(FailureKind kind, String detail) {
    if (over) {
      return;
    }
    end(false);
    UpstreamFailure failure = UpstreamFailure.of(kind, detail, sent);
    if (body == null) {
      answer(new UpstreamResponse.Failed(failure));
    } else {
      body.onFailure(failure);
    }
  }

  /// Wakes the waiting thread; only the first answer counts.
  void answer(UpstreamResponse response) {
    answer.complete(response);
  }

  private void release() {
    end(head != null && head.keepAlive() && written != null && written.isSuccess());
  }

  private void abandon() {
    if (!over) {
      end(false);
    }
    if (body != null) {
      body.abandon();
    }
    answer(failed(FailureKind.CANCELLED, "given up"));
  }

  private void end(boolean reusable) {
    over = true;
    alarm.stop();
    Connection last = connection;
    connection = null;
    if (last != null) {
      if (reusable) {
        pool.give(last);
      } else {
        last.close();
      }
    }
  }

  private UpstreamResponse failed(FailureKind kind, String detail) {
    return new UpstreamResponse.Failed(UpstreamFailure.of(kind, detail, sent));
  }

  /// The kind of an error; messages of codecs may quote what was received.
  private static String name(Throwable cause) {
    return root(cause).getClass().getSimpleName();
  }

  private static Throwable root(Throwable cause) {
    return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
  }
}
