package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.FailureKind;
import org.jspecify.annotations.Nullable;

/// One call to one provider and what it cost; settled exactly once.
///
/// Opened by the waiting thread, settled by it or, for a relayed stream, by the event loop.
public final class Attempt {

  /// What the call is for; an answer that is not served in the end becomes a draft.
  public enum Kind {
    ANSWER,
    DRAFT,
    JUDGE,
    COMPRESSION,
    SHADOW
  }

  /// How well the cost is known.
  public enum State {
    /// Still running.
    OPEN,
    /// By the provider's own usage.
    SETTLED,
    /// No usage came; counted from the text.
    ESTIMATED,
    /// Provably cost nothing.
    FREE
  }

  private final int number;
  private final ModelConfig model;
  private final ProviderConfig provider;
  private final long startNanos;
  private Kind kind = Kind.ANSWER;
  private State state = State.OPEN;
  private Usage usage = Usage.NONE;
  private Usd reserved = Usd.ZERO;
  private int status;
  private @Nullable FailureKind failure;
  private @Nullable String upstreamRequestId;
  private long latencyNanos;
  private Runnable afterwards = () -> {};

  Attempt(int number, ModelConfig model, ProviderConfig provider, long startNanos) {
    this.number = number;
    this.model = model;
    this.provider = provider;
    this.startNanos = startNanos;
  }

  /// 0, 1, … within the request.
  public int number() {
    return number;
  }

  public ModelConfig model() {
    return model;
  }

  public ProviderConfig provider() {
    return provider;
  }

  public long startNanos() {
    return startNanos;
  }

  /// The worst case that is held for it.
  public Usd reserved() {
    return reserved;
  }

  public void reserves(Usd worstCase) {
    reserved = worstCase;
  }

  public Kind kind() {
    return kind;
  }

  public void markAs(Kind newKind) {
    kind = newKind;
  }

  public synchronized State state() {
    return state;
  }

  /// Runs once, when the attempt is settled, on the thread that settles it.
  public synchronized void whenSettled(Runnable action) {
    afterwards = action;
  }

  /// Ends the attempt; only the first call counts.
  ///
  /// @return whether this call was the first
  public synchronized boolean settle(Settlement end, long nowNanos) {
    if (state != State.OPEN) {
      return false;
    }
    state = end.state();
    usage = end.usage();
    latencyNanos = nowNanos - startNanos;
    afterwards.run();
    return true;
  }

  public synchronized Usage usage() {
    return usage;
  }

  /// The cost, or null where the model has no price.
  public synchronized @Nullable Usd cost() {
    if (state == State.FREE || state == State.OPEN) {
      return Usd.ZERO;
    }
    Price price = model.price();
    return price == null ? null : price.cost(usage);
  }

  /// The provider's status, 0 when none came.
  public int status() {
    return status;
  }

  public void answeredWith(int newStatus, @Nullable String requestId) {
    status = newStatus;
    upstreamRequestId = requestId;
  }

  /// Why there is no answer, or null.
  public @Nullable FailureKind failure() {
    return failure;
  }

  public void failedBy(FailureKind kindOfFailure) {
    failure = kindOfFailure;
  }

  public @Nullable String upstreamRequestId() {
    return upstreamRequestId;
  }

  public synchronized long latencyNanos() {
    return latencyNanos;
  }
}
