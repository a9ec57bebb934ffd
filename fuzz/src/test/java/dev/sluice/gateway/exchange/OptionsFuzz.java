package dev.sluice.gateway.exchange;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.chat.Scanned;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads any headers and any `sluice` object: options within their ranges, or an error that names
/// what cannot be read.
public final class OptionsFuzz {

  private static final List<String> NAMES =
      List.of(
          "x-sluice-task",
          "x-sluice-quality",
          "x-sluice-max-cost-usd",
          "x-sluice-max-tier",
          "x-sluice-cache",
          "x-sluice-cache-ttl",
          "x-sluice-cache-scope",
          "x-sluice-compress",
          "x-sluice-session",
          "x-sluice-stream",
          "x-sluice-tags",
          "cache-control");

  private OptionsFuzz() {}

  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    Map<String, String> headers = new HashMap<>();
    int count = data.consumeInt(0, 3);
    for (int i = 0; i < count; i++) {
      headers.put(data.pickValue(NAMES), data.consumeAsciiString(40));
    }
    byte[] body = data.consumeRemainingAsBytes();
    String sluice =
        ChatRequest.scan(body) instanceof Scanned.Ok ok ? ok.request().json("sluice") : null;
    switch (RequestOptionsParser.parse(headers::get, sluice)) {
      case Parsed.Ok ok -> within(ok.options());
      case Parsed.Refused refused -> named(refused.error());
    }
  }

  private static void within(RequestOptions options) {
    Double quality = options.quality();
    check(quality == null || (quality >= 0 && quality <= 1), "quality is from 0 to 1");
    check(options.maxCost() == null || options.maxCost().nanos() >= 0, "a cap is not negative");
    check(options.cacheTtl() == null || !options.cacheTtl().isNegative(), "time is not negative");
    check(options.tags().size() <= 16, "there are few tags");
  }

  private static void named(ApiError error) {
    String param = Json.MAPPER.readTree(error.body()).path("error").path("param").asString("");
    check(param.equals("sluice") || NAMES.contains(param), "an error names its header");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
