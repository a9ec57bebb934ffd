package dev.sluice.server.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The provider's controls over HTTP, for scenarios that run in another process.
///
/// `POST /fail?status=429&times=1`, `POST /cut?at=1500`, `GET /cancelled`, `GET /cancelled?above=3`
/// (waits, ten seconds at most), `GET /last-request`. Answers are plain text.
final class ControlEndpoint implements AutoCloseable {

  private final GatewayUnderTest gateway;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ControlEndpoint(GatewayUnderTest gateway, HttpServer server) {
    this.gateway = gateway;
    this.server = server;
  }

  static ControlEndpoint open(GatewayUnderTest gateway) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var endpoint = new ControlEndpoint(gateway, HttpServer.create(address, 0));
    endpoint.server.createContext("/", endpoint::handle);
    endpoint.server.setExecutor(endpoint.threads);
    endpoint.server.start();
    return endpoint;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      byte[] answer = answer(call, query(exchange.getRequestURI())).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private String answer(String call, Map<String, Integer> query) {
    return switch (call) {
      case "POST /fail" -> {
        gateway.failNext(number(query, "status"), number(query, "times"));
        yield "";
      }
      case "POST /cut" -> {
        gateway.cutNextStreamAt(number(query, "at"));
        yield "";
      }
      case "GET /cancelled" -> {
        Integer above = query.get("above");
        yield "" + (above == null ? gateway.cancelledCount() : gateway.awaitCancelledAbove(above));
      }
      case "GET /last-request" -> gateway.lastRequest();
      default -> throw new IllegalArgumentException("no such control: " + call);
    };
  }

  private static int number(Map<String, Integer> query, String name) {
    return Objects.requireNonNull(query.get(name), name);
  }

  private static Map<String, Integer> query(URI uri) {
    if (uri.getQuery() == null) {
      return Map.of();
    }
    return Arrays.stream(uri.getQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
  }
}
