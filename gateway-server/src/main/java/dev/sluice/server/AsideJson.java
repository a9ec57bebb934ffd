package dev.sluice.server;

import dev.sluice.gateway.RoutePreview;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.shadow.Rating;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `/v1/route` and `/v1/feedback` answer.
final class AsideJson {

  private AsideJson() {}

  static String of(RoutePreview preview) {
    Exchange x = preview.x();
    TaskDecision task = x.task();
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("object", "route");
    json.put("model", x.plan().asked());
    json.put("kind", x.plan().kind().name().toLowerCase(Locale.ROOT));
    json.put("task", task == null ? null : task.task().wireName());
    json.put("task_probability", task == null ? null : task.probability());
    json.put("quality", rounded(preview.quality()));
    json.put("stream", stream(x));
    json.put("cache", preview.stored() ? "HIT" : "MISS");
    ArrayNode steps = json.putArray("steps");
    preview.parts().forEach(part -> step(steps.addObject(), part));
    json.put("worst_case_usd", dollars(preview.worst()));
    json.put("expected_usd", dollars(preview.expected()));
    json.put("assumed", preview.isAssumed());
    return Json.MAPPER.writeValueAsString(json);
  }

  private static void step(ObjectNode step, RoutePreview.Part part) {
    Double threshold = part.threshold();
    step.put("threshold", threshold == null ? null : (Double) rounded(threshold));
    step.put("reached", rounded(part.reached()));
    step.put("accept_rate", rounded(part.acceptRate()));
    ArrayNode calls = step.putArray("calls");
    for (RoutePreview.Call call : part.calls()) {
      ModelConfig model = call.model();
      Tier tier = model.tier();
      calls
          .addObject()
          .put("model", model.id())
          .put("tier", tier == null ? "direct" : tier.wireName())
          .put("provider", model.providers().getFirst().provider().name())
          .put("fits", call.fits())
          .put("worst_case_usd", dollars(call.worst()))
          .put("expected_usd", dollars(call.expected()));
    }
  }

  /// How a stream would be gated; null for a request that is none.
  private static @Nullable String stream(Exchange x) {
    if (!x.request().stream()) {
      return null;
    }
    boolean choice = x.plan().kind() == Plan.Kind.AUTO && x.plan().steps().size() > 1;
    StreamMode mode = choice ? x.options().stream() : StreamMode.DIRECT;
    return mode.name().toLowerCase(Locale.ROOT);
  }

  static String of(Rating rating) {
    TaskType task = rating.task();
    Tier tier = rating.tier();
    return Json.MAPPER.writeValueAsString(
        Json.MAPPER
            .createObjectNode()
            .put("object", "feedback")
            .put("request_id", rating.requestId())
            .put("score", rating.score())
            .put("model", rating.model())
            .put("task", task == null ? null : task.wireName())
            .put("tier", tier == null ? "direct" : tier.wireName()));
  }

  private static @Nullable BigDecimal dollars(@Nullable Usd amount) {
    return amount == null ? null : BigDecimal.valueOf(amount.nanos(), 9);
  }

  private static double rounded(double share) {
    return Math.round(share * 1e4) / 1e4;
  }
}
