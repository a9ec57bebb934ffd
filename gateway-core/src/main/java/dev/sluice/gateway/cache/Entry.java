package dev.sluice.gateway.cache;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;

/// A stored answer, what it was made for, and how long it lives.
///
/// @param storedNanos when, on the cache's clock
record Entry(Served served, Wishes madeFor, Duration ttl, long storedNanos) {

  /// What an entry takes besides its bytes: objects, references, Caffeine's node.
  private static final int OVERHEAD = 512;

  /// How long this request's answer is kept, or how old one it accepts: `x-sluice-cache-ttl`, else
  /// the configured time.
  static Duration ttl(Exchange x) {
    Duration wanted = x.options().cacheTtl();
    return wanted == null ? x.config().cache().ttl() : wanted;
  }

  /// Bytes in memory; texts may take two per character.
  int weight() {
    Answer answer = served.answer();
    long texts = 2L * (answer.content().length() + answer.reasoning().length());
    return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + texts + answer.bytes().size());
  }

  /// Whether this caller may get the answer: its tier is allowed, its task is the one that the
  /// caller names, it is young enough where the caller says how young, and it is as good as one
  /// made for the caller. The latter is so when it was held to all that the caller asks, or when
  /// the gate was as sure of it as the caller's threshold for its tier demands.
  ///
  /// An explicit model and a plain tier have no gate; there only the caps count.
  boolean satisfies(Exchange x, long nowNanos) {
    Wishes mine = Wishes.of(x);
    return isYoungEnough(x, nowNanos) && isWithin(mine) && isGoodEnough(x, mine);
  }

  private boolean isYoungEnough(Exchange x, long nowNanos) {
    Duration most = x.options().cacheTtl();
    return most == null || nowNanos - storedNanos < most.toNanos();
  }

  private boolean isWithin(Wishes mine) {
    Tier tier = served.tier();
    return mine.maxTier() == null || tier == null || tier.compareTo(mine.maxTier()) <= 0;
  }

  private boolean isGoodEnough(Exchange x, Wishes mine) {
    if (x.plan().kind() != Plan.Kind.AUTO) {
      return true;
    }
    if (mine.task() != null && mine.task() != served.task()) {
      return false;
    }
    if (madeFor.heldTo(mine)) {
      return true;
    }
    Tier tier = served.tier();
    return !madeFor.ungated() && tier != null && served.pass() >= Thresholds.of(x, tier);
  }
}
