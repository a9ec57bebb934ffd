package dev.sluice.server.wire;

/// How the body of an answer ended.
public sealed interface Ending {

  /// As its framing promised: length, last chunk or END_STREAM.
  record Clean() implements Ending {}

  /// The connection ended first.
  record Cut(String how) implements Ending {}

  /// The stream was reset, the connection lives (HTTP/2).
  ///
  /// @param code the error code of RFC 9113 section 7
  record Reset(long code) implements Ending {}

  default boolean isClean() {
    return this instanceof Clean;
  }
}
