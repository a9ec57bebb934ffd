package dev.sluice.gateway.cache;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Outcome;

/// Which requests the exact cache looks at, and which answers it keeps.
final class Cacheable {

  /// Larger bodies are not worth the hashing; they hold files or images and hardly ever come twice.
  static final int MAX_BODY = 1 << 20;

  private Cacheable() {}

  /// Whether the same request, asked again, may get the same answer again.
  static boolean isEligible(Exchange x) {
    GatewayConfig config = x.config();
    ChatRequest request = x.request();
    return config.cache().exact()
        && x.operation() == Operation.CHAT
        && request.body().length <= MAX_BODY
        && asksForOneAnswer(request)
        && !request.hasTools()
        && !isOn(request, "store")
        && !request.has("modalities")
        && !request.hasAudio()
        && !isLive(request);
  }

  /// Whether this request wants a stored answer.
  static boolean mayRead(Exchange x) {
    return x.options().cache().mayRead();
  }

  /// Whether this request's answer may be kept, or shared with those who wait for it.
  static boolean mayStore(Exchange x) {
    return x.options().cache().mayStore() && !Entry.ttl(x).isZero();
  }

  /// Whether the exchange ended with a complete, clean answer.
  static boolean isClean(Outcome outcome, Served served) {
    Answer answer = served.answer();
    String refusal = answer.refusal();
    return outcome.isOk()
        && outcome.status() == 200
        && answer.choices() == 1
        && answer.finishedWith("stop")
        && answer.toolCalls().isEmpty()
        && !answer.content().isBlank()
        && (refusal == null || refusal.isEmpty());
  }

  /// Anything but an absent, null or plain `1` asks for more, or is not ours to understand.
  private static boolean asksForOneAnswer(ChatRequest request) {
    return !request.has("n") || "1".equals(request.json("n"));
  }

  private static boolean isOn(ChatRequest request, String field) {
    return request.has(field) && !"false".equals(request.json(field));
  }

  /// The provider searches the web for its answer, which is another one tomorrow.
  private static boolean isLive(ChatRequest request) {
    return request.has("web_search_options") || isOn(request, "enable_search");
  }
}
