package dev.sluice.gateway.chat;

import static dev.sluice.gateway.chat.Oracle.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Scans any bytes as a request body: the scanner must take what Jackson takes and put each field
/// where Jackson sees it; what reads a scanned body later must not fail on it.
public final class ScannerFuzz {

  private ScannerFuzz() {}

  public static void fuzzerTestOneInput(byte[] body) {
    List<Field> fields = scanned(body);
    check(Objects.equals(fields, Oracle.fields(body)), "the scanner differs from Jackson");
    switch (ChatRequest.scanChat(body)) {
      case Scanned.Refused refused -> refused(refused.error());
      case Scanned.Ok ok -> {
        check(fields != null && areUnique(fields), "a body was taken that has no one meaning");
        read(ok.request());
      }
    }
  }

  private static @Nullable List<Field> scanned(byte[] body) {
    try {
      return JsonScanner.scan(body);
    } catch (MalformedJson e) {
      return null;
    }
  }

  private static boolean areUnique(List<Field> fields) {
    List<String> names = new ArrayList<>();
    fields.forEach(f -> names.add(f.name()));
    return new HashSet<>(names).size() == names.size();
  }

  private static void refused(ApiError error) {
    check(error.status() == 400, "a body is refused with 400");
    var told = Json.MAPPER.readTree(error.body()).path("error");
    check(
        List.copyOf(told.propertyNames()).equals(List.of("message", "type", "param", "code")),
        "an error has four keys");
  }

  private static void read(ChatRequest request) {
    check(!request.model().isEmpty(), "a request has a model");
    check(!request.messages().isEmpty(), "a chat has messages");
    check(request.lastUserText() != null && request.systemText() != null, "texts");
    check(request.userTurns() <= request.messages().size(), "turns");
    check(!request.hasImages() || !request.messages().isEmpty(), "images");
    check(!request.includeUsage() || request.has("stream_options"), "usage without options");
    check(
        request.maxTokens() == null
            || request.has("max_tokens")
            || request.has("max_completion_tokens"),
        "a bound from nowhere");
    CanonicalForm.of(request, name -> name.equals("user"));
    String options = request.json("stream_options");
    if (options != null) {
      check(StreamOptions.includesUsage(StreamOptions.withUsage(options)), "usage asked for");
    }
  }
}
