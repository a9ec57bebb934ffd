package dev.sluice.server.http;

import dev.sluice.gateway.exchange.Operation;
import java.util.Set;

/// Which endpoint a method and a path mean.
///
/// Stateless endpoints are named one by one. Everything below the roots of OpenAI's stored objects
/// is such an object, whatever the method; what is on neither list does not exist.
final class Router {

  private static final String READ = "GET, HEAD";
  private static final String POST = "POST";
  private static final String ANY = "GET, POST, DELETE";
  private static final Set<String> STORED_ROOTS =
      Set.of(
          "assistants",
          "audio",
          "batches",
          "containers",
          "conversations",
          "evals",
          "files",
          "fine_tuning",
          "images",
          "threads",
          "uploads",
          "vector_stores",
          "videos");

  private Router() {}

  static Endpoint route(String method, RequestTarget target) {
    return switch (target.path()) {
      case "/health/live", "/livez", "/health/liveliness" ->
          allow(method, READ, new Endpoint.Live());
      case "/health/ready", "/readyz", "/health/readiness" ->
          allow(method, READ, new Endpoint.Ready());
      default -> api(method, target);
    };
  }

  private static Endpoint api(String method, RequestTarget target) {
    String path = target.apiPath();
    return switch (path) {
      case "/chat/completions" ->
          method.equals("GET")
              ? stored(method, target)
              : allow(method, "GET, POST", new Endpoint.Ask(Operation.CHAT));
      case "/completions" -> allow(method, POST, new Endpoint.Ask(Operation.COMPLETION));
      case "/embeddings" -> allow(method, POST, new Endpoint.Ask(Operation.EMBEDDING));
      case "/route" -> allow(method, POST, new Endpoint.Preview());
      case "/feedback" -> allow(method, POST, new Endpoint.Rate());
      case "/models" -> allow(method, READ, new Endpoint.ListModels());
      case "/moderations",
          "/responses",
          "/audio/speech",
          "/audio/transcriptions",
          "/audio/translations",
          "/images/edits",
          "/images/generations",
          "/images/variations" ->
          stateless(method, target);
      default -> below(method, target, path);
    };
  }

  private static Endpoint below(String method, RequestTarget target, String path) {
    if (path.startsWith("/models/")) {
      return method.equals("DELETE")
          ? stored(method, target)
          : allow(method, "GET, HEAD, DELETE", new Endpoint.OneModel(target.decodedRest()));
    }
    boolean known =
        path.startsWith("/chat/completions/")
            || path.startsWith("/responses/")
            || (!target.segments().isEmpty()
                && STORED_ROOTS.contains(target.segments().getFirst()));
    return known ? stored(method, target) : new Endpoint.Unknown();
  }

  private static Endpoint stateless(String method, RequestTarget target) {
    return allow(method, POST, new Endpoint.Forward(target.apiPathAndQuery(), false));
  }

  private static Endpoint stored(String method, RequestTarget target) {
    return allow(method, ANY, new Endpoint.Forward(target.apiPathAndQuery(), true));
  }

  private static Endpoint allow(String method, String allowed, Endpoint endpoint) {
    if (method.equals("OPTIONS")) {
      return new Endpoint.Options(allowed + ", OPTIONS");
    }
    boolean ok = Set.of(allowed.split(", ")).contains(method);
    return ok ? endpoint : new Endpoint.WrongMethod(allowed);
  }
}
