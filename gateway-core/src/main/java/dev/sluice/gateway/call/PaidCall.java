package dev.sluice.gateway.call;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;

/// Asks one model, whatever that takes, and pays for it: intent, reserve, call, settle.
///
/// Tries the model's providers in order and each of them more than once where the failure allows it
/// and the retry budget has room. Every try is an attempt of the exchange. Runs on a virtual
/// thread.
public interface PaidCall {

  /// Asks the model once, all its providers and repetitions included.
  ///
  /// @param purse what this request may still spend
  Paid ask(Exchange x, ModelConfig model, Purse purse) throws InterruptedException;
}
