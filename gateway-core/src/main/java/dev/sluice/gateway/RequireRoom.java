package dev.sluice.gateway;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Step;
import java.time.Duration;

/// Turns requests away that could not be recorded: the disk is full, or the database has been away
/// for so long that the journal has reached its bound. Hits are no exception.
public final class RequireRoom implements ImmediateStage {

  /// What they are told.
  public static final ApiError FULL =
      ApiError.of(
              503,
              "The gateway cannot record requests for now; try again shortly.",
              "service_unavailable_error",
              null,
              "server_is_overloaded")
          .retryAfter(Duration.ofSeconds(8));

  private final Ledger ledger;

  public RequireRoom(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Step apply(Exchange x) {
    return ledger.hasRoom() ? Step.CONTINUE : new Step.Rejected(FULL);
  }
}
