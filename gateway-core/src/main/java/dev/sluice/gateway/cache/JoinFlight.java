package dev.sluice.gateway.cache;

import dev.sluice.gateway.cache.Flights.Flight;
import dev.sluice.gateway.cache.Flights.Route;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import java.util.Optional;

/// Lets equal requests that are in flight at once pay once: the first leads, the others wait for
/// its answer on their own virtual threads.
///
/// A leader that fails, is cut off or may not share leaves each follower on its own: it goes on
/// alone and waits for nobody again, so that one bad question costs one wait at most. The same
/// holds when the leader's client leaves and its call is cancelled. A request that may not read the
/// cache does not take part; one that may not store follows but never leads.
///
/// Also the second look at the cache, for what the first one passed over and for an answer that was
/// stored between the first look and here.
public final class JoinFlight implements WaitingStage {

  private final ExactCache cache;
  private final Flights flights;
  private final Questions questions;

  public JoinFlight(ExactCache cache, Flights flights, Questions questions) {
    this.cache = cache;
    this.flights = flights;
    this.questions = questions;
  }

  @Override
  public Step apply(Exchange x) throws InterruptedException {
    if (!Cacheable.isEligible(x) || !Cacheable.mayRead(x)) {
      return Step.CONTINUE;
    }
    Optional<Served> answer = answer(x, questions.key(x));
    if (answer.isEmpty()) {
      cache.countMiss();
      return Step.CONTINUE;
    }
    cache.countHit();
    return Hit.serve(x, answer.get());
  }

  private Optional<Served> answer(Exchange x, CacheKey key) throws InterruptedException {
    Route route = Flights.route(key, x);
    Flight flight = Cacheable.mayStore(x) ? flights.joinOrLead(route, x) : flights.find(route);
    if (flight != null && !flight.isLedBy(x)) {
      return follow(x, flight);
    }
    Optional<Served> stored = cache.find(key, x);
    if (stored.isPresent()) {
      flights.land(route, x, stored);
    }
    return stored;
  }

  private static Optional<Served> follow(Exchange x, Flight flight) throws InterruptedException {
    x.beginWait();
    try {
      return flight.await(x.deadline().left());
    } finally {
      x.endWait();
    }
  }
}
