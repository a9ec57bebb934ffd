package dev.sluice.gateway.shadow;

import dev.sluice.gateway.exchange.Exchange;
import java.util.Locale;

/// What becomes of shadow evaluations, for whoever counts it. Any thread; must not wait.
public interface ShadowEvents {

  /// Why a sampled answer was not compared.
  enum Drop {
    /// As many are running as may.
    BUSY,
    /// The hour's money does not cover it.
    MONEY,
    /// It cannot be asked again: too large, several answers, or something that the model does not
    /// take.
    UNFIT,
    /// The process ends.
    STOPPING;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// An answer was compared, or the comparison failed.
  ///
  /// @param result `better`, `equal`, `worse`, `undecided`, `failed`
  void compared(Rung rung, String result);

  /// A sampled answer was not compared.
  void dropped(Drop why);

  /// What asking for a comparison cost: all attempts of this exchange are settled.
  void paid(Exchange aside);
}
