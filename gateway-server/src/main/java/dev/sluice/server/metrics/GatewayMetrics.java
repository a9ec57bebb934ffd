package dev.sluice.server.metrics;

import dev.sluice.gateway.cascade.CascadeEvents;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every meter of the gateway, their names in one place.
///
/// Labels come from closed sets only: never a key, a request id or a client's text. Counters of
/// money are doubles for charts; the ledger is the truth. Any thread.
public final class GatewayMetrics implements Observer, CascadeEvents {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meter.MeterProvider<Counter> requests =
      counter("sluice.requests", "Requests by how they ended.");
  private final Meter.MeterProvider<Timer> duration =
      timer("sluice.request.duration", "From a request's head to its last byte.", Buckets.REQUEST);
  private final Meter.MeterProvider<Timer> overhead =
      timer("sluice.overhead", "Of it, the time spent in Sluice itself.", Buckets.OVERHEAD);
  private final Meter.MeterProvider<Timer> firstToken =
      timer(
          "sluice.time.to.first.token",
          "From a streamed request's head to the first byte of its answer.",
          Buckets.REQUEST);
  private final Meter.MeterProvider<Counter> tokens =
      counter("sluice.tokens", "Tokens that were paid for, in disjoint types.");
  private final Meter.MeterProvider<Counter> cost =
      counter("sluice.cost.usd", "What was paid to providers.");
  private final Meter.MeterProvider<Counter> baseline =
      counter("sluice.baseline.usd", "What the baseline model would have cost.");
  private final Meter.MeterProvider<Counter> saved =
      counter("sluice.saved.usd", "Baseline minus cost, where positive.");
  private final Meter.MeterProvider<Counter> lost =
      counter("sluice.lost.usd", "Cost minus baseline, where positive.");
  private final Meter.MeterProvider<Counter> cacheRequests =
      counter("sluice.cache.requests", "Look-ups by layer and result.");
  private final Meter.MeterProvider<Counter> escalations =
      counter("sluice.escalations", "Answers that were refused and asked for again elsewhere.");
  private final Meter.MeterProvider<Counter> decisions =
      counter("sluice.route.decisions", "Tasks and the tier their route starts with.");
  private final Meter.MeterProvider<Counter> unpriced =
      counter("sluice.unpriced.requests", "Requests with an attempt at a model without a price.");
  private final Meter.MeterProvider<Counter> attempts =
      counter("sluice.upstream.attempts", "Upstream calls by how they ended.");
  private final Meter.MeterProvider<Counter> reloads =
      counter("sluice.config.reloads", "Configuration reloads by result.");

  public GatewayMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    unpriced.withTags(Tags.empty());
    for (String lever : List.of("routing", "cache")) {
      saved.withTag("lever", lever);
      lost.withTag("lever", lever);
    }
  }

  /// The text of `/metrics`.
  public String scrape() {
    return registry.scrape();
  }

  /// The content type of that text.
  public static String contentType() {
    return "text/plain; version=0.0.4; charset=utf-8";
  }

  /// Registers a gauge over something that lives as long as the process.
  public void gauge(String name, String help, Supplier<Number> value) {
    gauge(name, help, Tags.empty(), value);
  }

  public void gauge(String name, String help, Tags tags, Supplier<Number> value) {
    Gauge.builder(name, value).tags(tags).description(help).register(registry);
  }

  /// Registers a counter that somebody else counts, for as long as the process lives.
  public void count(String name, String help, Tags tags, LongSupplier value) {
    FunctionCounter.builder(name, value, counted -> (double) counted.getAsLong())
        .tags(tags)
        .description(help)
        .register(registry);
  }

  /// Counts a request that was refused before anything was known about it.
  public void refused(int status) {
    requests
        .withTags(
            Tags.of(
                "operation",
                "none",
                "model",
                "other",
                "tier",
                "none",
                "outcome",
                status < 500 ? "client_error" : "internal",
                "status",
                Integer.toString(status),
                "cache",
                "bypass"))
        .increment();
  }

  /// Counts an answer that passed by: its tokens and cost where it told them.
  public void passedThrough(
      String provider, @Nullable ModelConfig model, @Nullable Usage usage, Outcome outcome) {
    Tags who = Tags.of("provider", provider, "model", model == null ? "other" : model.id());
    attempts.withTags(who.and("outcome", outcome.kind().wireName())).increment();
    requests
        .withTags(
            Tags.of(
                "operation",
                "passthrough",
                "model",
                model == null ? "other" : model.id(),
                "tier",
                "direct",
                "outcome",
                outcome.kind().wireName(),
                "status",
                Integer.toString(outcome.status()),
                "cache",
                "bypass"))
        .increment();
    if (usage == null) {
      return;
    }
    countTokens(who, usage);
    Price price = model == null ? null : model.price();
    if (price == null) {
      unpriced.withTags(Tags.empty()).increment();
    } else {
      cost.withTags(who).increment(price.cost(usage).toDouble());
    }
  }

  /// Counts what was paid beside requests, which takes from what routing has saved.
  public void paidAside(Exchange aside) {
    aside.attempts().forEach(this::countAttempt);
    lost.withTag("lever", "routing").increment(aside.cost().toDouble());
  }

  public void reloaded(boolean ok) {
    reloads.withTag("result", ok ? "ok" : "refused").increment();
  }

  @Override
  public void decided(TaskType task, Tier tier) {
    decisions.withTags(Tags.of("task", task.wireName(), "tier", tier.wireName())).increment();
  }

  @Override
  public void escalated(Tier from, Tier to, String reason) {
    escalations
        .withTags(Tags.of("from", from.wireName(), "to", to.wireName(), "reason", reason))
        .increment();
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    x.attempts().forEach(this::countAttempt);
    countMoney(x);
    countCache(x);
    countRequest(x, outcome); // last: who sees the request counted finds its parts counted too
  }

  private void countRequest(Exchange x, Outcome outcome) {
    String operation = x.operation().wireName();
    String cache = word(x.cache());
    requests
        .withTags(
            Tags.of(
                "operation",
                operation,
                "model",
                model(x),
                "tier",
                tier(x.servedTier(), x.servedModel()),
                "outcome",
                outcome.kind().wireName(),
                "status",
                Integer.toString(outcome.status()),
                "cache",
                cache))
        .increment();
    duration
        .withTags(Tags.of("operation", operation, "outcome", outcome.kind().wireName()))
        .record(Duration.ofNanos(x.elapsedNanos()));
    overhead
        .withTags(Tags.of("operation", operation, "cache", cache))
        .record(Duration.ofNanos(x.overheadNanos()));
    if (x.firstByteNanos() > 0) {
      firstToken
          .withTags(Tags.of("operation", operation, "cache", cache))
          .record(Duration.ofNanos(x.firstByteNanos()));
    }
  }

  private void countAttempt(Attempt attempt) {
    FailureKind failure = attempt.failure();
    Tags who = Tags.of("provider", attempt.provider().name(), "model", attempt.model().id());
    attempts.withTags(who.and("outcome", failure == null ? "ok" : failure.wireName())).increment();
    countTokens(who, attempt.usage());
    Usd paid = attempt.cost();
    if (paid != null && paid.nanos() > 0) {
      cost.withTags(who).increment(paid.toDouble());
    }
  }

  private void countTokens(Tags who, Usage usage) {
    countTokens(who, "input", usage.input());
    countTokens(who, "cached_input", usage.cachedInput());
    countTokens(who, "cache_write", usage.cacheWrite());
    countTokens(who, "output", usage.output());
    countTokens(who, "reasoning", usage.reasoning());
  }

  private void countTokens(Tags who, String type, long count) {
    if (count > 0) {
      tokens.withTags(who.and("type", type)).increment((double) count);
    }
  }

  private void countMoney(Exchange x) {
    if (x.attempts().stream().anyMatch(attempt -> attempt.cost() == null)) {
      unpriced.withTags(Tags.empty()).increment();
    }
    Usd wouldHave = x.baseline();
    Usd difference = x.saved();
    if (wouldHave == null || difference == null) {
      return;
    }
    String lever = x.cache() == CacheOutcome.HIT ? "cache" : "routing";
    baseline.withTags(Tags.empty()).increment(wouldHave.toDouble());
    if (difference.isNegative()) {
      lost.withTag("lever", lever).increment(-difference.toDouble());
    } else {
      saved.withTag("lever", lever).increment(difference.toDouble());
    }
  }

  private void countCache(Exchange x) {
    cacheRequests.withTags(Tags.of("layer", "exact", "result", word(x.cache()))).increment();
  }

  /// A catalogue name, or `other` for what never became one.
  private static String model(Exchange x) {
    String served = x.servedModel();
    ModelConfig known = served == null ? null : x.config().model(served);
    return known == null ? "other" : known.id();
  }

  private static String tier(@Nullable Tier tier, @Nullable String model) {
    if (tier != null) {
      return tier.wireName();
    }
    return model == null ? "none" : "direct";
  }

  private static String word(CacheOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  Meter.MeterProvider<Counter> counter(String name, String help) {
    return Counter.builder(name).description(help).withRegistry(registry);
  }

  private Meter.MeterProvider<Timer> timer(String name, String help, Duration... buckets) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(buckets)
        .withRegistry(registry);
  }
}
