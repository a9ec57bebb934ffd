package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads the many ways in which providers spell an error.
///
/// Read are OpenAI's own object, a bare string (`{"error":"…"}`), FastAPI's `detail` (text or a
/// list of complaints), members at the top as vLLM writes them, all of these inside a list, and
/// plain text. HTML keeps nothing but the status.
public final class ProviderError {

  private static final int MAX_MESSAGE = 2_000;
  private static final int MAX_BODY = 256 * 1024;

  /// Codes and types that speak of the account at the provider, whatever status they come with:
  /// OpenAI says 429 to an empty wallet and 400 to a reached limit, DashScope 400, Moonshot 429.
  private static final Set<String> ABOUT_THE_ACCOUNT =
      Set.of(
          "insufficient_quota",
          "credit_balance_exhausted",
          "exceeded_current_quota_error",
          "billing_hard_limit_reached",
          "billing_not_active",
          "account_deactivated",
          "invalid_api_key",
          "Arrearage");

  private ProviderError() {}

  /// The error of a body with an error status. The answer has all four fields and the given status.
  ///
  /// @param body null where none came
  public static ApiError read(int status, byte @Nullable [] body) {
    JsonNode root = tree(body);
    ApiError error = read(errorIn(root));
    boolean clients = status < 500 && !errorIn(root).path("type").isString();
    String message = error.message();
    if (message.isEmpty()) {
      message = otherwise(root, body, status);
    }
    return ApiError.of(
        status,
        message,
        clients ? ApiError.INVALID_REQUEST : error.type(),
        error.param(),
        error.code());
  }

  /// Whether the provider complains of the account that pays it, which no client can mend.
  public static boolean isAboutAccount(byte[] body) {
    JsonNode error = errorIn(tree(body));
    return ABOUT_THE_ACCOUNT.contains(error.path("code").asString(""))
        || ABOUT_THE_ACCOUNT.contains(error.path("type").asString(""));
  }

  /// The error object itself, as it also comes in the middle of a stream.
  static ApiError read(JsonNode error) {
    if (error.isString()) {
      return ApiError.of(500, cut(error.asString()), ApiError.SERVER_ERROR, null, null);
    }
    return ApiError.of(
        500,
        cut(error.path("message").asString("").strip()),
        error.path("type").asString(ApiError.SERVER_ERROR),
        text(error.path("param")),
        text(error.path("code")));
  }

  private static JsonNode errorIn(JsonNode root) {
    JsonNode nested = root.path("error");
    return nested.isObject() || nested.isString() ? nested : root;
  }

  /// The body's object; the first one where there is a list of them.
  private static JsonNode tree(byte @Nullable [] body) {
    if (body == null || body.length > MAX_BODY) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode root = Json.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
      JsonNode first = root.isArray() ? root.path(0) : root;
      return first.isObject() ? first : MissingNode.getInstance();
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /// What is said elsewhere than in `message`.
  private static String otherwise(JsonNode root, byte @Nullable [] body, int status) {
    String detail = detail(root.path("detail"));
    if (!detail.isEmpty()) {
      return cut(detail);
    }
    String text =
        body == null || body.length > MAX_BODY
            ? ""
            : new String(body, StandardCharsets.UTF_8).strip();
    boolean readable = !text.isEmpty() && "<{[\"".indexOf(text.charAt(0)) < 0;
    return readable ? cut(text) : "The provider answered with status " + status + ".";
  }

  private static String detail(JsonNode detail) {
    if (!detail.isArray()) {
      return (detail.isObject() ? detail.path("message") : detail).asString("");
    }
    StringBuilder complaints = new StringBuilder();
    for (JsonNode complaint : detail) {
      String said = (complaint.isString() ? complaint : complaint.path("msg")).asString("");
      if (!said.isEmpty()) {
        complaints.append(complaints.isEmpty() ? "" : "; ").append(place(complaint)).append(said);
      }
    }
    return complaints.toString();
  }

  private static String place(JsonNode complaint) {
    StringBuilder path = new StringBuilder();
    for (JsonNode part : complaint.path("loc")) {
      path.append(path.isEmpty() ? "" : ".").append(part.asString(""));
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  /// SDKs need a string; some providers send a number.
  private static @Nullable String text(JsonNode node) {
    boolean said = node.isNumber() || (node.isString() && !node.asString().isBlank());
    return said ? cut(node.asString()) : null;
  }

  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
