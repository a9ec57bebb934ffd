package dev.sluice.gateway.path;

/// How a request ended, as metrics and logs count it.
///
/// @param status the HTTP status, 499 where the client left before there was one
public record Outcome(Kind kind, int status) {

  public enum Kind {
    OK("ok"),
    CLIENT_ERROR("client_error"),
    REJECTED("rejected"),
    UPSTREAM_ERROR("upstream_error"),
    TIMEOUT("timeout"),
    CANCELLED("cancelled"),
    INTERNAL("internal");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  public boolean isOk() {
    return kind == Kind.OK;
  }
}
