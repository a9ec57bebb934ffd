package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import java.util.List;

/// Whether a streamed request is answered by the first model that opens its stream, or is read
/// whole, judged and then replayed as a stream.
///
/// Live, without a gate, whenever there is nothing to choose: an explicit model, a tier, a route of
/// one step, or `x-sluice-stream: direct`. `buffered` reads whole. `auto` reads whole where the
/// gate needs all of the answer (a JSON format, tools, a step that compares two answers) or where
/// waiting costs little because the answer is short (at most 256 tokens by the client's own bound,
/// classification, simple questions); everything else is live at the route's first step. Without a
/// commit point `sniff` has nothing to hold and is live as well.
final class StreamGating {

  private static final long SHORT_TOKENS = 256;

  private StreamGating() {}

  static boolean isLive(Exchange x) {
    List<RouteStep> steps = x.plan().steps();
    if (x.plan().kind() != Plan.Kind.AUTO || steps.size() < 2) {
      return true;
    }
    StreamMode mode = x.options().stream();
    return switch (mode) {
      case DIRECT, SNIFF -> true;
      case BUFFERED -> false;
      case AUTO -> !needsAll(x, steps) && !isShort(x);
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
