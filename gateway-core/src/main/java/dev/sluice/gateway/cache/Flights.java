package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The questions that are being answered right now, each by one request, the leader. Any thread.
///
/// Requests fly together when their keys and their wishes are equal: what the leader gets is what
/// each of them would have got. A flight lands exactly once, with an answer or without.
public final class Flights {

  /// What makes two requests one.
  record Route(CacheKey key, Wishes wishes) {}

  /// One question on its way.
  static final class Flight {
    private final Exchange leader;
    private final CompletableFuture<Optional<Served>> landed = new CompletableFuture<>();

    private Flight(Exchange leader) {
      this.leader = leader;
    }

    boolean isLedBy(Exchange x) {
      return leader == x;
    }

    /// Waits for the leader's answer; empty when it has none to share, or when the time is over.
    Optional<Served> await(Duration most) throws InterruptedException {
      try {
        return landed.get(most.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a flight only ever lands", e);
      }
    }
  }

  private final ConcurrentMap<Route, Flight> flying = new ConcurrentHashMap<>();

  static Route route(CacheKey key, Exchange x) {
    return new Route(key, Wishes.of(x));
  }

  /// The flight on this route; this request leads it where there was none.
  Flight joinOrLead(Route route, Exchange x) {
    Flight own = new Flight(x);
    Flight other = flying.putIfAbsent(route, own);
    return other == null ? own : other;
  }

  /// The flight on this route, or null.
  @Nullable Flight find(Route route) {
    return flying.get(route);
  }

  /// Ends the flight that this request leads, if it leads one.
  void land(Route route, Exchange x, Optional<Served> answer) {
    Flight flight = flying.get(route);
    if (flight != null && flight.isLedBy(x) && flying.remove(route, flight)) {
      flight.landed.complete(answer);
    }
  }

  /// How many questions are in flight.
  public int size() {
    return flying.size();
  }
}
