package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.server.report.LimitText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A configuration as `check` prints it: what everything resolves to, secrets masked.
final class ConfigText {

  private ConfigText() {}

  static String of(GatewayConfig config) {
    StringBuilder text = new StringBuilder();
    text.append("providers\n");
    config
        .providers()
        .values()
        .forEach(p ->
            line(
                text,
                p.name(),
                p.baseUrl() + "  key " + (p.apiKey().isEmpty() ? "none" : p.apiKey())));
    text.append("models (USD per 1M tokens in / out)\n");
    config.models().values().forEach(m -> line(text, m.id(), model(m)));
    text.append("routes\n");
    for (TaskType task : TaskType.values()) {
      line(text, task.wireName(), route(config.routes().getOrDefault(task, List.of())));
    }
    text.append("aliases\n");
    aliases(config).forEach(alias -> text.append("  ").append(alias).append('\n'));
    text.append("gate\n");
    for (Tier tier : Tier.values()) {
      line(text, tier.wireName(), "accept from " + config.cascade().threshold(tier));
    }
    line(text, "cap", config.cascade().maxCost() + " for one request");
    line(text, "baseline", config.baseline() == null ? "none" : config.baseline());
    text.append("callers\n");
    if (config.isOpen()) {
      line(text, "open", "no keys are defined: anyone who can connect may call");
    }
    config
        .keys()
        .forEach(k ->
            line(
                text,
                k.name(),
                "key " + k.key() + "  models " + models(k.models()) + limits(k.limits())));
    config
        .teams()
        .forEach((name, limits) ->
            line(text, "team " + name, "models " + models(limits.models()) + limits(limits)));
    text.append("listeners\n");
    line(text, "data", config.listen().host() + ":" + config.listen().port());
    line(text, "management", config.admin().host() + ":" + config.admin().port());
    config.inactive().forEach(name -> line(text, name, "not yet active"));
    return text.toString();
  }

  /// Every alias that changes the model, one sentence each.
  static List<String> aliases(GatewayConfig config) {
    return config.aliases().entrySet().stream()
        .map(alias -> "requests for " + alias.getKey() + " are answered by " + alias.getValue())
        .toList();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(String.format(Locale.ROOT, "  %-20s %s%n", name, value));
  }

  private static String model(ModelConfig model) {
    String where =
        model.isCallable()
            ? model.providers().stream()
                .map(s -> s.provider().name())
                .collect(Collectors.joining(", "))
            : "baseline only";
    String tier = model.tier() == null ? "-" : model.tier().wireName();
    return String.format(Locale.ROOT, "%-9s %-16s %s", tier, price(model), where);
  }

  private static String price(ModelConfig model) {
    Price price = model.price();
    return price == null ? "unpriced" : dollars(price.input()) + " / " + dollars(price.output());
  }

  private static String dollars(long nanosPerMillion) {
    String decimal = Usd.ofNanos(nanosPerMillion).decimal();
    return decimal.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  private static String route(List<RouteStep> steps) {
    return steps.stream()
        .map(step ->
            switch (step) {
              case RouteStep.Ask ask -> ask.model();
              case RouteStep.Agree agree -> "agree(" + agree.first() + ", " + agree.second() + ")";
            })
        .collect(Collectors.joining(" -> "));
  }

  private static String limits(KeyLimits limits) {
    String words = LimitText.of(limits);
    return words.equals("-") ? "" : "  " + words;
  }

  private static String models(List<String> names) {
    return names.isEmpty() ? "all" : String.join(", ", names);
  }
}
