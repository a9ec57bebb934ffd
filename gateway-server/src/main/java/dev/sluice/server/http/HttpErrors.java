package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.time.Duration;

/// The errors that the HTTP side itself answers with, worded as OpenAI words them.
final class HttpErrors {

  /// An upper bound on `Retry-After`: the Go SDK clips to it, longer waits confuse others.
  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(8);

  private HttpErrors() {}

  static ApiError malformed(String why) {
    return ApiError.badRequest("The request is not valid HTTP: " + why + ".", null, null);
  }

  static ApiError uriTooLong() {
    return ApiError.of(
        414, "The request line is too long.", ApiError.INVALID_REQUEST, null, "uri_too_long");
  }

  static ApiError headersTooLarge() {
    return ApiError.of(
        431,
        "The request headers are too large: more than 64 KiB.",
        ApiError.INVALID_REQUEST,
        null,
        "headers_too_large");
  }

  static ApiError tooSlow() {
    return ApiError.of(
        408, "The request came too slowly.", ApiError.INVALID_REQUEST, null, "request_timeout");
  }

  static ApiError unknownExpectation() {
    return ApiError.of(
        417,
        "The only expectation that can be met is 100-continue.",
        ApiError.INVALID_REQUEST,
        null,
        null);
  }

  static ApiError unknownUrl(String method, String path) {
    return ApiError.of(
        404,
        "Invalid URL (" + method + " " + RequestTarget.shown(path) + ")",
        ApiError.INVALID_REQUEST,
        null,
        null);
  }

  static ApiError wrongMethod(String method, String path) {
    return ApiError.of(
        405,
        "Not allowed to "
            + method
            + " on "
            + RequestTarget.shown(path)
            + ". (HINT: Perhaps you meant to use a different HTTP method?)",
        ApiError.INVALID_REQUEST,
        null,
        null);
  }

  static ApiError tooLarge(long limit) {
    return ApiError.of(
        413,
        "The request body is larger than the limit of " + limit + " bytes.",
        ApiError.INVALID_REQUEST,
        null,
        "request_too_large");
  }

  static ApiError contentType(String type) {
    return ApiError.badRequest(
        "Unsupported content type: '"
            + RequestTarget.shown(type)
            + "'. This API method only accepts 'application/json' requests, but you specified the"
            + " header 'Content-Type: "
            + RequestTarget.shown(type)
            + "'. Please try again with a supported content type.",
        null,
        "unsupported_content_type");
  }

  static ApiError contentEncoding() {
    return ApiError.of(
        415,
        "The content encoding of the request body is not supported; send it uncompressed, or gzip or zstd where the body is JSON.",
        ApiError.INVALID_REQUEST,
        null,
        "unsupported_content_encoding");
  }

  static ApiError unknownModel(String model) {
    return ApiError.of(
        404,
        "The model `"
            + RequestTarget.shown(model)
            + "` does not exist or you do not have access to it.",
        ApiError.INVALID_REQUEST,
        null,
        "model_not_found");
  }

  static ApiError overloaded() {
    return ApiError.of(
            503,
            "The gateway is overloaded right now. Please try again.",
            "service_unavailable_error",
            null,
            "server_is_overloaded")
        .retryAfter(Duration.ofSeconds(1));
  }

  static ApiError shuttingDown() {
    return ApiError.of(
            503,
            "The gateway is shutting down.",
            "service_unavailable_error",
            null,
            "server_is_overloaded")
        .retryAfter(Duration.ofSeconds(1));
  }

  static ApiError internal() {
    return ApiError.of(
        500,
        "The gateway had an error while processing your request.",
        ApiError.SERVER_ERROR,
        null,
        null);
  }

  /// A provider's failure, never shown as the client's fault.
  static ApiError upstream(UpstreamFailure failure) {
    FailureKind kind = failure.kind();
    if (kind.isTimeout()) {
      return ApiError.of(
          504,
          "The provider did not answer in time.",
          ApiError.SERVER_ERROR,
          null,
          "upstream_timeout");
    }
    if (kind == FailureKind.RATE_LIMITED) {
      Duration wait = failure.retryAfter();
      return rateLimited(wait == null ? Duration.ofSeconds(1) : wait);
    }
    return upstreamError("The provider failed to answer.");
  }

  static ApiError cut() {
    return upstreamError("The provider's answer broke off.");
  }

  static ApiError upstreamError(String message) {
    return ApiError.of(502, message, ApiError.SERVER_ERROR, null, "upstream_error");
  }

  static ApiError rateLimited(Duration wait) {
    return ApiError.of(
            429, "The provider is rate limited.", "requests", null, "rate_limit_exceeded")
        .retryAfter(wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
  }
}
