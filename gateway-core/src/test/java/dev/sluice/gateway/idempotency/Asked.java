package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.exchange.Affinity;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Parsed;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.RequestOptionsParser;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// A request with headers, as the stages get it. Each method gives a new one.
record Asked(
    String body,
    Caller caller,
    Operation operation,
    Map<String, String> headers,
    LongSupplier nanoTime) {

  /// A question under this key.
  static Asked with(String key) {
    return new Asked(
        Sample.chat("auto", "hello"),
        Caller.OPEN,
        Operation.CHAT,
        Map.of("idempotency-key", key),
        System::nanoTime);
  }

  Asked saying(String text) {
    return new Asked(Sample.chat("auto", text), caller, operation, headers, nanoTime);
  }

  Asked by(String keyId) {
    return new Asked(body, new Caller(keyId, null, List.of(), false), operation, headers, nanoTime);
  }

  Asked operation(Operation other) {
    return new Asked(body, caller, other, headers, nanoTime);
  }

  Asked headers(Map<String, String> all) {
    return new Asked(body, caller, operation, all, nanoTime);
  }

  Asked at(LongSupplier clock) {
    return new Asked(body, caller, operation, headers, clock);
  }

  Exchange exchange() {
    return new Exchange(
        "01TEST",
        operation,
        new Sample().config(),
        request(),
        options(),
        caller,
        () -> {},
        new Affinity() {},
        nanoTime);
  }

  private ChatRequest request() {
    return switch (ChatRequest.scan(body.getBytes(StandardCharsets.UTF_8))) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }

  private RequestOptions options() {
    return switch (RequestOptionsParser.parse(headers::get, null)) {
      case Parsed.Ok ok -> ok.options();
      case Parsed.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }

  // Answers

  static Served served(String content) {
    String json =
        """
        {"id":"c1","model":"small-1","choices":[{"index":0,\
        "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]}\
        """
            .formatted(content);
    return served(AnswerReader.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow());
  }

  /// A stream that came to its finish reason, with or without the usage after it.
  static Served streamed(boolean usage) {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(true, null, true));
    accept(
        fold,
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}");
    if (usage) {
      accept(fold, "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");
    }
    return served(fold.answer().orElseThrow());
  }

  private static void accept(StreamFold fold, String event) {
    fold.accept(event.getBytes(StandardCharsets.UTF_8));
  }

  private static Served served(Answer answer) {
    return new Served(answer, "small", Tier.BUDGET, TaskType.SIMPLE_QA, 1);
  }
}
