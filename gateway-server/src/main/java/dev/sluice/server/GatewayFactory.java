package dev.sluice.server;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.DryRun;
import dev.sluice.gateway.PriceBaseline;
import dev.sluice.gateway.RequestPath;
import dev.sluice.gateway.RequireRoom;
import dev.sluice.gateway.SettleBooks;
import dev.sluice.gateway.access.CallerLimits;
import dev.sluice.gateway.access.LimitCaller;
import dev.sluice.gateway.access.ReleaseCaller;
import dev.sluice.gateway.cache.ExactCache;
import dev.sluice.gateway.cache.Flights;
import dev.sluice.gateway.cache.JoinFlight;
import dev.sluice.gateway.cache.LandFlight;
import dev.sluice.gateway.cache.LookUpExact;
import dev.sluice.gateway.cache.Questions;
import dev.sluice.gateway.cache.StoreAnswer;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.call.ProviderCalls;
import dev.sluice.gateway.cascade.Cascade;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Deadline;
import dev.sluice.gateway.exchange.Parsed;
import dev.sluice.gateway.exchange.RequestOptionsParser;
import dev.sluice.gateway.idempotency.ClaimKey;
import dev.sluice.gateway.idempotency.Claims;
import dev.sluice.gateway.idempotency.ReleaseKey;
import dev.sluice.gateway.ledger.AttemptRows;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.money.OutputLengths;
import dev.sluice.gateway.quality.GateModel;
import dev.sluice.gateway.quality.ModelGate;
import dev.sluice.gateway.route.ChooseSteps;
import dev.sluice.gateway.route.ResolveRoute;
import dev.sluice.gateway.route.Sessions;
import dev.sluice.gateway.shadow.ShadowEvaluation;
import dev.sluice.gateway.task.Classify;
import dev.sluice.gateway.task.TaskClassifier;
import dev.sluice.gateway.upstream.CircuitBreaker;
import dev.sluice.gateway.upstream.CircuitBreakers;
import dev.sluice.gateway.upstream.RetryBudgets;
import dev.sluice.server.admin.AdminDesk;
import dev.sluice.server.admin.AdminServer;
import dev.sluice.server.admin.ReloadBell;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.client.ClientSettings;
import dev.sluice.server.client.NettyUpstreamClient;
import dev.sluice.server.http.Admission;
import dev.sluice.server.http.DataPlane;
import dev.sluice.server.http.Health;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.OptionsParser;
import dev.sluice.server.http.ServerTimeouts;
import dev.sluice.server.http.Ulid;
import dev.sluice.server.metrics.GatewayMetrics;
import dev.sluice.server.metrics.LogAccess;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The object graph of a gateway, by hand, top to bottom.
public final class GatewayFactory {

  private GatewayFactory() {}

  /// What a gateway works with besides its configuration.
  ///
  /// @param timeouts of the data plane's connections
  /// @param uploads the folder where large bodies wait for their provider
  /// @param books closed with the gateway
  /// @param gate what the quality gate learned
  public record Parts(ServerTimeouts timeouts, Path uploads, GatewayBooks books, GateModel gate) {

    /// With the gate that Sluice ships.
    public Parts(ServerTimeouts timeouts, Path uploads, GatewayBooks books) {
      this(timeouts, uploads, books, GateModel.shipped());
    }

    /// Usual limits, the folder for temporary files, and books that keep nothing.
    public static Parts without(GatewayConfig config) {
      return new Parts(
          ServerTimeouts.DEFAULT,
          Path.of(System.getProperty("java.io.tmpdir")),
          GatewayBooks.none(config));
    }

    public Parts with(ServerTimeouts others) {
      return new Parts(others, uploads, books);
    }
  }

  /// A gateway that keeps no books and never reloads.
  public static RunningGateway start(GatewayConfig config) throws IOException {
    return start(new LiveConfig(config), Parts.without(config));
  }

  /// Builds and starts everything.
  ///
  /// @param live whose keys are those of the books
  /// @throws IOException when a port is taken, or a certificate or the gate's file cannot be read
  public static RunningGateway start(LiveConfig live, Parts parts) throws IOException {
    GatewayConfig config = live.config();
    LongSupplier nanoTime = System::nanoTime;
    GatewayMetrics metrics = new GatewayMetrics();

    Transport transport = Transport.best();
    EventLoopGroup loops = transport.newGroup(loopCount(), "sluice-loop");
    NettyUpstreamClient client =
        new NettyUpstreamClient(
            transport, ClientSettings.DEFAULT, NettyUpstreamClient.defaultTls(), nanoTime);
    GatewayBooks books = parts.books();
    Ledger ledger = books.ledger();
    AttemptRows rows = new AttemptRows(books.prices(), InstantSource.system());
    CallerLimits limits = new CallerLimits(books.budgets(), nanoTime);
    CircuitBreakers breakers = new CircuitBreakers(nanoTime);
    PaidCall calls =
        new ProviderCalls(client, ledger, rows, breakers, new RetryBudgets(), Thread::sleep);

    HeapShares heap = HeapShares.ofThisProcess();
    heap.report(config);
    ExactCache cache = new ExactCache(heap.cacheBytes(config), Ticker.systemTicker());
    Questions questions = new Questions();
    Flights flights = new Flights();
    Claims claims = new Claims(Claims.USUAL_BYTES, nanoTime);

    Ulid ids = new Ulid(InstantSource.system(), new SecureRandom());
    SettleBooks settleBooks = new SettleBooks(ledger, rows);
    OutputLengths lengths = new OutputLengths();
    ProductionQuality quality =
        ProductionQuality.of(
            new ShadowEvaluation.Means(
                calls, settleBooks, lengths, ids::next, nanoTime, InstantSource.system()),
            books.folder(),
            metrics);

    RequireRoom requireRoom = new RequireRoom(ledger);
    LimitCaller limitCaller = new LimitCaller(limits);
    ResolveRoute resolveRoute = new ResolveRoute();
    LookUpExact lookUpExact = new LookUpExact(cache, questions);
    Classify classify = new Classify(TaskClassifier.shipped());
    ChooseSteps chooseSteps = new ChooseSteps();
    Sessions sessions = new Sessions(Ticker.systemTicker());
    RequestPath path =
        new RequestPath(
            new RequestPath.Stages(
                requireRoom,
                limitCaller,
                resolveRoute,
                quality.tighten(),
                lookUpExact,
                new ClaimKey(claims),
                new JoinFlight(cache, flights, questions),
                classify,
                chooseSteps,
                sessions.stay(),
                new Cascade(calls, new ModelGate(gate(config)), books.budgets(), metrics),
                new PriceBaseline(lengths),
                settleBooks,
                new StoreAnswer(cache, questions),
                new LandFlight(flights, questions),
                new ReleaseKey(claims),
                new ReleaseCaller(),
                sessions.remember(),
                quality.measure(),
                metrics,
                new LogAccess()));
    DryRun dryRun =
        new DryRun(
            new DryRun.Parts(
                requireRoom,
                limitCaller,
                resolveRoute,
                quality.tighten(),
                lookUpExact,
                classify,
                chooseSteps,
                books.budgets(),
                quality.rates(),
                quality.typical()));

    Admission admission = new Admission(() -> heap.limits(live.config().limits()));
    Health health = new Health();
    DataPlane plane =
        new DataPlane(
            new SluiceGateway(live, path, metrics, dryRun, quality.feedback()),
            new ProviderPassThrough(live, client, new PassThroughBooks(books, limits, metrics)),
            GatewayFactory::options,
            ids,
            admission,
            health,
            nanoTime,
            parts.timeouts(),
            parts.uploads());
    metrics.gauge("sluice.inflight.requests", "Requests in flight.", admission::requests);
    metrics.gauge("sluice.buffered.bytes", "Bodies held in memory.", admission::bytes);
    metrics.gauge("sluice.cache.entries", "Stored answers.", () -> cache.stats().entries());
    metrics.gauge("sluice.cache.bytes", "What they weigh.", () -> cache.stats().bytes());
    metrics.gauge("sluice.idempotency.keys", "Idempotency keys in use.", claims::keys);
    metrics.gauge("sluice.idempotency.bytes", "What their answers weigh.", claims::bytes);
    metrics.gauge("sluice.circuits.open", "Open circuit breakers.", () -> open(breakers));
    BooksGauges.bind(books, metrics);

    HttpServer data = HttpServer.dataPlane(config.listen(), transport, loops, plane);
    ReloadBell reload = new ReloadBell();
    Books shown = books.shown();
    AdminDesk desk =
        shown == null
            ? null
            : new AdminDesk(shown, live::config, reload, breakers, InstantSource.system());
    EventLoopGroup managementLoop = transport.newGroup(1, "sluice-management");
    AdminServer management =
        new AdminServer(
            config.admin(), transport, managementLoop, health, metrics::scrape, ids, desk);
    try {
      data.start();
      management.start();
    } catch (IOException e) {
      shutDown(loops, managementLoop);
      books.close();
      throw e;
    }
    AtomicBoolean stopping = new AtomicBoolean();
    String scheme = config.listen().tls() == null ? "http" : "https";
    return new RunningGateway(
        url(scheme, config.listen().host(), data.port()),
        url("http", config.admin().host(), management.port()),
        metrics,
        data::refreshCertificate,
        reload,
        patience -> {
          if (stopping.getAndSet(true)) {
            return;
          }
          Deadline end = Deadline.in(patience, nanoTime);
          quality.shadow().stop();
          drain(patience, health, data, management);
          drain(quality.shadow(), end.left());
          client.close();
          shutDown(loops, managementLoop);
          books.close();
        });
  }

  private static OptionsParser.Parsed options(
      Function<String, @Nullable String> header, @Nullable String sluiceJson) {
    return switch (RequestOptionsParser.parse(header, sluiceJson)) {
      case Parsed.Ok ok -> new OptionsParser.Parsed.Ok(ok.options());
      case Parsed.Refused refused -> new OptionsParser.Parsed.Refused(refused.error());
    };
  }

  private static long open(CircuitBreakers breakers) {
    return breakers.all().values().stream().filter(CircuitBreaker::isOpen).count();
  }

  /// Loops and the carriers of virtual threads share the cores.
  private static GateModel gate(GatewayConfig config) throws IOException {
    Path file = config.cascade().gate();
    return file == null ? GateModel.shipped() : GateModel.of(file);
  }

  private static int loopCount() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static void drain(
      Duration patience, Health health, HttpServer data, AdminServer management) {
    health.startDraining();
    try {
      data.drain(patience);
      management.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is asked beside requests has what is left of the time, and its rows go into the books.
  private static void drain(ShadowEvaluation shadow, Duration left) {
    try {
      shadow.drain(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void shutDown(EventLoopGroup... groups) {
    for (EventLoopGroup group : groups) {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
    for (EventLoopGroup group : groups) {
      group.terminationFuture().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  private static String url(String scheme, String host, int port) {
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    String shown = any ? "127.0.0.1" : host;
    return scheme + "://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port;
  }
}
