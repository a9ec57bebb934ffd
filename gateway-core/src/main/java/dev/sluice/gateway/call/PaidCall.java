package dev.sluice.gateway.call;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;

/// Asks one model, whatever that takes, and pays for it: intent, reserve, call, settle.
///
/// Tries the model's providers in order and each of them more than once where the failure allows it
/// and the retry budget has room. Every try is an attempt of the exchange. Runs on a virtual
/// thread.
@FunctionalInterface
public interface PaidCall {

  /// No bound on an answer's length but the client's and the model's own.
  long NO_BOUND = 0;

  /// Asks the model once, all its providers and repetitions included.
  ///
  /// @param purse what this request may still spend
  /// @param longest tokens after which the answer is to end, [#NO_BOUND] for none; less than what
  ///   the client allows. A provider that refuses it is asked without
  Paid ask(Exchange x, ModelConfig model, Purse purse, long longest) throws InterruptedException;

  /// The same without a bound.
  default Paid ask(Exchange x, ModelConfig model, Purse purse) throws InterruptedException {
    return ask(x, model, purse, NO_BOUND);
  }
}
