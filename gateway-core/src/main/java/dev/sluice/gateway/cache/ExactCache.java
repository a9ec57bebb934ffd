package dev.sluice.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Answers by the exact question, in memory, bounded by their bytes and each with its own time to
/// live. Any thread; nothing in it waits.
///
/// What is kept are complete, clean answers in the form in which they came, stream or JSON;
/// [dev.sluice.gateway.chat.AnswerReplay] gives them in the form that is asked for.
public final class ExactCache {

  /// What the cache holds and how it did.
  ///
  /// @param hits requests answered from it, or by the answer to the same question in flight
  /// @param misses requests that looked and went on
  public record Stats(long entries, long bytes, long hits, long misses) {}

  private final Ticker ticker;
  private final Cache<CacheKey, Entry> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /// @param maxBytes weight of all entries together
  public ExactCache(long maxBytes, Ticker ticker) {
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((CacheKey key, Entry entry) -> entry.weight())
            .expireAfter(Expiry.writing((CacheKey key, Entry entry) -> entry.ttl()))
            .ticker(ticker)
            .executor(Runnable::run) // upkeep takes microseconds, a hand-over to a pool costs more
            .build();
  }

  /// The stored answer to this question, if there is one and it is good enough for this caller.
  Optional<Served> find(CacheKey key, Exchange x) {
    Entry entry = entries.getIfPresent(key);
    return entry != null && entry.satisfies(x, ticker.read())
        ? Optional.of(entry.served())
        : Optional.empty();
  }

  /// Keeps an answer; it replaces one that this caller could not take.
  void store(CacheKey key, Exchange x, Served served) {
    Duration ttl = Entry.ttl(x);
    entries.put(key, new Entry(served, Wishes.of(x), ttl, ticker.read()));
  }

  void countHit() {
    hits.increment();
  }

  void countMiss() {
    misses.increment();
  }

  public Stats stats() {
    entries.cleanUp();
    long bytes = entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
    return new Stats(entries.estimatedSize(), bytes, hits.sum(), misses.sum());
  }

  /// Forgets all answers; the counters go on.
  public void clear() {
    entries.invalidateAll();
  }
}
