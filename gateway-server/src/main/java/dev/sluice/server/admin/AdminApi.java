package dev.sluice.server.admin;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.http.PlainHandler.Answer;
import dev.sluice.server.http.PlainHandler.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything under `/admin/v1/`: which method on which path does what. Whether the caller may is
/// decided before. Waits for the database; not on an event loop.
final class AdminApi {

  static final String ROOT = "/admin/v1/";

  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

  private final KeyPages keys;
  private final LedgerPages ledger;
  private final GatewayPages gateway;

  AdminApi(AdminDesk desk) {
    this.keys = new KeyPages(desk.books().keys());
    this.ledger = new LedgerPages(desk.books().ledger(), desk.clock());
    this.gateway = new GatewayPages(desk);
  }

  Answer answer(Request request) {
    try {
      Resource resource = resource(request);
      String method = request.method().equals("HEAD") ? "GET" : request.method();
      Action action = resource.actions().get(method);
      return action == null ? resource.wrongMethod(request) : action.run();
    } catch (Refused e) {
      return told(e.error());
    } catch (StoreFailure e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the admin API has no database");
      return Answer.of(
          ApiError.of(
              503,
              "The database of the ledger cannot be used right now.",
              ApiError.SERVER_ERROR,
              null,
              "ledger_unavailable"));
    }
  }

  private Resource resource(Request request) {
    String[] path = request.path().substring(ROOT.length()).split("/", -1);
    String id = path.length < 2 ? "" : QueryString.decoded(path[1].replace("+", "%2B"));
    String shape =
        path[0]
            + (path.length < 2 || id.isEmpty() ? "" : "/*")
            + (path.length == 3 ? "/" + path[2] : "");
    byte[] body = request.body().bytes();
    return switch (path.length > 3 || (path.length > 1 && id.isEmpty()) ? "" : shape) {
      case "keys" ->
          new Resource("GET", keys::list).and("POST", () -> keys.create(json(request, body)));
      case "keys/*" ->
          new Resource("PATCH", () -> keys.change(id, json(request, body)))
              .and("DELETE", () -> keys.revoke(id));
      case "keys/*/rotate" -> new Resource("POST", () -> keys.rotate(id));
      case "requests" -> new Resource("GET", () -> ledger.newest(request.query()));
      case "requests/*" -> new Resource("GET", () -> ledger.request(id));
      case "report" -> new Resource("GET", () -> ledger.report(request.query()));
      case "config" -> new Resource("GET", gateway::config);
      case "reload" -> new Resource("POST", gateway::reload);
      case "providers" -> new Resource("GET", gateway::providers);
      default -> throw Refused.notFound("Invalid URL (" + told(request) + ")");
    };
  }

  private static byte[] json(Request request, byte[] body) {
    String type = request.body().type().toLowerCase(Locale.ROOT);
    if (!type.equals("application/json") && !type.startsWith("application/json;")) {
      throw Refused.of(
          415, "The body must be of type application/json.", "unsupported_content_type");
    }
    return body;
  }

  private static Answer told(ApiError error) {
    Answer answer = Answer.of(error);
    Duration wait = error.retryAfter();
    return wait == null
        ? answer
        : new Answer(
            answer.status(), answer.body(), Map.of("retry-after", Long.toString(wait.toSeconds())));
  }

  private static String told(Request request) {
    String path = request.path();
    return request.method() + " " + (path.length() <= 200 ? path : path.substring(0, 200) + "…");
  }

  /// Something to do.
  @FunctionalInterface
  private interface Action {
    Answer run() throws StoreFailure;
  }

  /// What may be done at one path, by method.
  private record Resource(Map<String, Action> actions) {

    Resource(String method, Action action) {
      this(Map.of(method, action));
    }

    Resource and(String method, Action action) {
      Map<String, Action> both = new TreeMap<>(actions);
      both.put(method, action);
      return new Resource(both);
    }

    Answer wrongMethod(Request request) {
      List<String> allowed = new ArrayList<>(actions.keySet());
      if (actions.containsKey("GET")) {
        allowed.add("HEAD");
      }
      Answer refused =
          Answer.of(
              ApiError.of(
                  405,
                  "Not allowed: " + told(request) + ".",
                  ApiError.INVALID_REQUEST,
                  null,
                  null));
      return new Answer(
          refused.status(), refused.body(), Map.of("allow", String.join(", ", allowed)));
    }
  }
}
