package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.server.http.ReceivedBody.Splice;
import org.jspecify.annotations.Nullable;

/// What has to be known of a body that is passed on as it stands.
///
/// @param model null where none is named
/// @param stored whether it refers to objects that are stored at the provider
record BodyFacts(@Nullable Model model, boolean stored) {

  static final BodyFacts NONE = new BodyFacts(null, false);

  /// How the model's name is written.
  enum Notation {
    /// A JSON string, quotes included.
    JSON,
    /// A part of a form, from its first header to the end of its content.
    PART
  }

  /// The model's name and where it stands.
  ///
  /// @param from its first byte
  /// @param to behind its last byte
  record Model(String name, long from, long to, Notation notation) {

    /// The change that gives the model this name.
    Splice called(String other) {
      byte[] bytes =
          switch (notation) {
            case JSON -> Json.MAPPER.writeValueAsBytes(other);
            case PART ->
                ("Content-Disposition: form-data; name=\"model\"\r\n\r\n" + other).getBytes(UTF_8);
          };
      return new Splice(from, to, new RequestBytes(bytes));
    }
  }
}
