package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import java.util.List;

/// How much of a streamed answer is seen before the client sees any.
///
/// All of it goes out at once whenever there is nothing to choose (an explicit model, a tier, a
/// route of one step) and for `x-sluice-stream: direct`. `sniff` holds a stream up to its commit
/// point, `buffered` reads it whole. `auto` reads whole where the gate needs all of the answer (a
/// JSON format, tools, a step that compares two answers) or where waiting costs little because the
/// answer is short (at most 256 tokens by the client's own bound, classification, simple
/// questions), and holds everything else up to the commit point.
enum StreamGating {
  /// The first model that opens its stream answers.
  LIVE,
  /// Each model's beginning is checked first.
  HELD,
  /// Each model's answer is read to its end, judged, and replayed as a stream.
  WHOLE;

  private static final long SHORT_TOKENS = 256;

  static StreamGating of(Exchange x) {
    List<RouteStep> steps = x.plan().steps();
    if (x.plan().kind() != Plan.Kind.AUTO || steps.size() < 2) {
      return LIVE;
    }
    return switch (x.options().stream()) {
      case DIRECT -> LIVE;
      case SNIFF -> HELD;
      case BUFFERED -> WHOLE;
      case AUTO -> needsAll(x, steps) || isShort(x) ? WHOLE : HELD;
    };
  }

  private static boolean needsAll(Exchange x, List<RouteStep> steps) {
    ChatRequest request = x.request();
    String format = request.json("response_format");
    return request.hasTools()
        || (format != null && format.contains("\"json_"))
        || steps.stream().anyMatch(RouteStep.Agree.class::isInstance);
  }

  private static boolean isShort(Exchange x) {
    Long bound = x.request().maxTokens();
    if (bound != null && bound <= SHORT_TOKENS) {
      return true;
    }
    TaskDecision task = x.task();
    return task != null
        && (task.task() == TaskType.CLASSIFICATION || task.task() == TaskType.SIMPLE_QA);
  }
}
