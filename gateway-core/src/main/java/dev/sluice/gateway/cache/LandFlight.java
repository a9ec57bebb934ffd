package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;
import java.util.Optional;

/// Tells those who wait for this request that it has ended, whatever the end was. The last of the
/// cache's observers.
public final class LandFlight implements Observer {

  private final Flights flights;
  private final Questions questions;

  public LandFlight(Flights flights, Questions questions) {
    this.flights = flights;
    this.questions = questions;
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    if (x.planOrNull() == null || !Cacheable.isEligible(x) || !Cacheable.mayRead(x)) {
      return;
    }
    Optional<Served> answer =
        Optional.ofNullable(x.served()).filter(served -> Cacheable.isClean(outcome, served));
    flights.land(Flights.route(questions.key(x), x), x, answer);
    questions.forget(x);
  }
}
