package dev.sluice.fuzz;

import dev.sluice.gateway.chat.ScannerFuzz;
import dev.sluice.gateway.chat.SpliceFuzz;
import dev.sluice.gateway.chat.UsageFuzz;
import dev.sluice.gateway.config.ConfigFuzz;
import dev.sluice.gateway.exchange.OptionsFuzz;
import dev.sluice.server.client.FoldFuzz;
import dev.sluice.server.client.SseFuzz;
import dev.sluice.server.http.CodingFuzz;
import dev.sluice.server.http.EdgeFuzz;
import dev.sluice.server.http.Http2Fuzz;
import java.util.Locale;

/// What is fuzzed. Each target has a folder of inputs to start from under `seeds`, where inputs
/// that once failed stay.
enum Target {
  /// Request bodies, against Jackson.
  SCANNER(ScannerFuzz.class, "json", ""),
  /// Edits of bodies, byte by byte.
  SPLICE(SpliceFuzz.class, "json", ""),
  /// Token counts and whole answers.
  USAGE(UsageFuzz.class, "json", ""),
  /// Cutting a stream into events, against a plain reading of the grammar.
  SSE(SseFuzz.class, "sse", ""),
  /// A stream from its bytes to the client's events and the bill.
  FOLD(FoldFuzz.class, "sse", ""),
  /// A connection's bytes, from the decoder to the answers.
  EDGE(EdgeFuzz.class, "http", ":io.netty.handler.codec.http.**"),
  /// The same for HTTP/2.
  HTTP2(Http2Fuzz.class, "http", ":io.netty.handler.codec.http2.**"),
  /// Compressed bodies.
  CODING(CodingFuzz.class, "json", ""),
  /// The caller's wishes in headers and body.
  OPTIONS(OptionsFuzz.class, "json", ""),
  /// Configuration files.
  CONFIG(ConfigFuzz.class, "yaml", "");

  private final Class<?> type;
  private final String dictionary;
  private final String alsoInstrumented;

  Target(Class<?> type, String dictionary, String alsoInstrumented) {
    this.type = type;
    this.dictionary = dictionary;
    this.alsoInstrumented = alsoInstrumented;
  }

  Class<?> type() {
    return type;
  }

  String dictionary() {
    return dictionary + ".dict";
  }

  /// The classes whose branches guide the search.
  String instrumented() {
    return "dev.sluice.**" + alsoInstrumented;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
