package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One request: what came in, what was decided about it, what it cost. Each fact is written once.
///
/// Pinned to the configuration it started with. Owned by the event loop, then by the request's
/// virtual thread, then by the loop again; each hand-over orders the memory. Only attempts may be
/// settled while another thread looks.
public final class Exchange {

  private final String id;
  private final Operation operation;
  private final GatewayConfig config;
  private final ChatRequest request;
  private final RequestOptions options;
  private final Caller caller;
  private final ClientSide client;
  private final Affinity affinity;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final Deadline deadline;

  private final List<Attempt> attempts = new ArrayList<>(2);
  private final StringBuilder trace = new StringBuilder();
  private Allowance allowance = Allowance.NONE;
  private Tightening tightening = Tightening.NONE;
  private Attempt.Kind asking = Attempt.Kind.ANSWER;
  private @Nullable Plan plan;
  private @Nullable TaskDecision task;
  private CacheOutcome cache = CacheOutcome.BYPASS;
  private @Nullable String servedModel;
  private @Nullable Tier servedTier;
  private @Nullable Served served;
  private @Nullable Relayed relayed;
  private @Nullable Estimate baseline;
  private @Nullable Estimate standard;
  private boolean closing;
  private long firstByteNanos;
  private long overheadAtHead;
  private int waiting;
  private long waitStartNanos;
  private long waitedNanos;

  public Exchange(
      String id,
      Operation operation,
      GatewayConfig config,
      ChatRequest request,
      RequestOptions options,
      Caller caller,
      ClientSide client,
      Affinity affinity,
      LongSupplier nanoTime) {
    this.id = id;
    this.operation = operation;
    this.config = config;
    this.request = request;
    this.options = options;
    this.caller = caller;
    this.client = client;
    this.affinity = affinity;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.deadline = Deadline.in(config.timeouts().total(), nanoTime);
  }

  /// Our own id of the request, a ULID.
  public String id() {
    return id;
  }

  public Operation operation() {
    return operation;
  }

  public GatewayConfig config() {
    return config;
  }

  public ChatRequest request() {
    return request;
  }

  public RequestOptions options() {
    return options;
  }

  public Caller caller() {
    return caller;
  }

  public ClientSide client() {
    return client;
  }

  public Affinity affinity() {
    return affinity;
  }

  public Deadline deadline() {
    return deadline;
  }

  public long startNanos() {
    return startNanos;
  }

  public long elapsedNanos() {
    return nanoTime.getAsLong() - startNanos;
  }

  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  // Decisions

  /// What the caller's limits leave for it; set by `LimitCaller`.
  public Allowance allowance() {
    return allowance;
  }

  public void allow(Allowance left) {
    allowance = left;
  }

  /// What measured quality demands on top of configured thresholds.
  public Tightening tightening() {
    return tightening;
  }

  public void tightenBy(Tightening demanded) {
    tightening = demanded;
  }

  /// What the asked name resolved to; set by `ResolveRoute`.
  public Plan plan() {
    return Objects.requireNonNull(plan, "ResolveRoute has not run");
  }

  /// The plan, or null where the request ended before it had one.
  public @Nullable Plan planOrNull() {
    return plan;
  }

  public void planAs(Plan newPlan) {
    plan = newPlan;
  }

  /// The task, or null where nobody needed to know.
  public @Nullable TaskDecision task() {
    return task;
  }

  public void taskIs(TaskDecision decision) {
    task = decision;
  }

  public CacheOutcome cache() {
    return cache;
  }

  public void cacheIs(CacheOutcome outcome) {
    cache = outcome;
  }

  /// Adds one step to the short trace of `x-sluice-route`.
  public void trace(String step) {
    trace.append(trace.isEmpty() ? "" : ",").append(step);
  }

  /// The short trace, such as `Qwen/Qwen3-8B:reject(format),deepseek-v4-flash:accept`.
  public String trace() {
    return trace.toString();
  }

  /// Who answers; known before the last byte, for a stream before the first.
  public void servedBy(String model, @Nullable Tier tier) {
    servedModel = model;
    servedTier = tier;
  }

  public @Nullable String servedModel() {
    return servedModel;
  }

  /// The answering model's tier; null means `direct`.
  public @Nullable Tier servedTier() {
    return servedTier;
  }

  /// The complete answer, once there is one; null for failures, pass-through and cut streams.
  public @Nullable Served served() {
    return served;
  }

  public void serve(Served answer) {
    served = answer;
  }

  /// The whole answer that is no chat completion; null where there is none.
  public @Nullable Relayed relayed() {
    return relayed;
  }

  public void relay(Relayed answer) {
    relayed = answer;
  }

  // Money

  /// What attempts from now on are for; answers unless said otherwise.
  public void asksFor(Attempt.Kind kind) {
    asking = kind;
  }

  /// Opens the next attempt. Any thread of this request.
  public Attempt openAttempt(ModelConfig model, ProviderConfig provider) {
    synchronized (attempts) {
      Attempt attempt = new Attempt(attempts.size(), model, provider, nanoTime.getAsLong());
      attempt.markAs(asking);
      attempts.add(attempt);
      return attempt;
    }
  }

  /// All attempts so far, in the order they were opened.
  public List<Attempt> attempts() {
    synchronized (attempts) {
      return List.copyOf(attempts);
    }
  }

  /// What was paid so far over all attempts; unpriced ones count as nothing.
  public Usd cost() {
    Usd sum = Usd.ZERO;
    for (Attempt attempt : attempts()) {
      Usd cost = attempt.cost();
      sum = cost == null ? sum : sum.plus(cost);
    }
    return sum;
  }

  /// What the baseline model would have cost, or null when unknown; the middle of the estimate.
  public @Nullable Usd baseline() {
    return baseline == null ? null : baseline.mid();
  }

  public @Nullable Estimate baselineEstimate() {
    return baseline;
  }

  public void baselineIs(Estimate cost) {
    baseline = cost;
  }

  /// What the standard tier's model would have cost, or null when unknown.
  public @Nullable Estimate standardEstimate() {
    return standard;
  }

  public void standardIs(Estimate cost) {
    standard = cost;
  }

  /// Baseline minus cost, or null when either is unknown; may be negative.
  public @Nullable Usd saved() {
    boolean priced = attempts().stream().allMatch(attempt -> attempt.cost() != null);
    return baseline == null || !priced ? null : baseline.mid().minus(cost());
  }

  /// The books of this request are about to be closed; true for the first call only.
  public synchronized boolean beginClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  /// The head of a streamed answer goes out; only the first call counts.
  public synchronized void firstByte() {
    if (firstByteNanos == 0) {
      firstByteNanos = elapsedNanos();
      overheadAtHead = firstByteNanos - waitedNanos;
    }
  }

  /// From the start to the first byte of a streamed answer, 0 where there was none.
  public synchronized long firstByteNanos() {
    return firstByteNanos;
  }

  /// Begins a wait for others, which is no overhead of ours. Waits of several threads at the same
  /// time count once. Any thread of this request.
  public synchronized void beginWait() {
    if (waiting++ == 0) {
      waitStartNanos = nanoTime.getAsLong();
    }
  }

  public synchronized void endWait() {
    if (--waiting == 0) {
      waitedNanos += nanoTime.getAsLong() - waitStartNanos;
    }
  }

  /// Time spent in Sluice itself: of the whole request, or of a stream up to its head.
  public synchronized long overheadNanos() {
    return Math.max(0, firstByteNanos > 0 ? overheadAtHead : elapsedNanos() - waitedNanos);
  }
}
