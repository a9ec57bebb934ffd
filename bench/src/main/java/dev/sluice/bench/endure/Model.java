package dev.sluice.bench.endure;

import java.util.Locale;

/// What the provider does, by the model that is asked for.
enum Model {
  /// A short answer at once.
  PLAIN,
  /// A whole answer of a megabyte.
  BULKY,
  /// A stream of [LoadProvider#FLOOD_BYTES], as fast as it is taken.
  FLOOD,
  /// A stream of [LoadProvider#TINY_EVENTS] words, as fast as it is taken.
  TINY,
  /// A stream with one event of a megabyte.
  LARGE,
  /// A stream of [LoadProvider#PACED_EVENTS] words, [LoadProvider#PACE] a second.
  PACED,
  /// A stream of [LoadProvider#DRIP_EVENTS] words, ten a second.
  DRIP,
  /// Takes the request and says nothing.
  SILENT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
