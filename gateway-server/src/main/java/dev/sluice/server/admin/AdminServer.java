package dev.sluice.server.admin;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.server.http.Admission;
import dev.sluice.server.http.Health;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.PlainHandler;
import dev.sluice.server.http.ServerTimeouts;
import dev.sluice.server.http.Ulid;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The listener for operators.
///
/// Give it an event loop of its own, so that it answers while the data plane is busy.
public final class AdminServer {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServer server;

  /// @param metrics the text of `/metrics`, Prometheus exposition format; may take its time
  /// @throws IllegalArgumentException when bound beyond this machine without a token
  public AdminServer(
      AdminConfig config,
      Transport transport,
      EventLoopGroup loops,
      Health health,
      Supplier<String> metrics,
      Ulid ids) {
    this(config, transport, loops, health, metrics, ids, null);
  }

  /// The same with the admin API under `/admin/v1/`.
  ///
  /// @param desk what it works with; null for no API
  public AdminServer(
      AdminConfig config,
      Transport transport,
      EventLoopGroup loops,
      Health health,
      Supplier<String> metrics,
      Ulid ids,
      @Nullable AdminDesk desk) {
    if (!config.isLoopback() && config.token() == null) {
      throw new IllegalArgumentException(
          "admin.host is " + config.host() + ": set admin.token, or bind to 127.0.0.1");
    }
    AdminPages pages =
        new AdminPages(config, health, metrics, desk == null ? null : new AdminApi(desk));
    Admission room = new Admission(() -> LimitConfig.DEFAULT);
    server =
        new HttpServer(
            new ListenConfig(config.host(), config.port(), 0, null),
            transport,
            loops,
            ServerTimeouts.DEFAULT,
            () -> PATIENCE,
            () -> new PlainHandler(pages::answer, ids, room));
  }

  /// Binds and begins to accept.
  public void start() throws IOException {
    server.start();
  }

  /// The port that is really bound.
  public int port() {
    return server.port();
  }

  /// Goes away, letting requests finish up to this limit. Not on an event loop.
  public void drain(Duration limit) throws InterruptedException {
    server.drain(limit);
  }
}
