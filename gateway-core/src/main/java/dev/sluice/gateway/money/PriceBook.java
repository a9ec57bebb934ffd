package dev.sluice.gateway.money;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The names under which prices stand in the ledger, so that a row can be computed again after the
/// configuration has changed. Any thread.
///
/// A price has one version, also when it comes back after another: requests under the old and the
/// new configuration end side by side.
public final class PriceBook {

  private final InstantSource clock;
  private final Consumer<PriceEntry> onNew;
  private final Map<Priced, String> versions = new ConcurrentHashMap<>();
  private final Set<String> taken = new HashSet<>();

  private record Priced(String model, Price price) {}

  /// @param known every price so far
  /// @param onNew hears of each new entry before its version is first used
  public PriceBook(List<PriceEntry> known, InstantSource clock, Consumer<PriceEntry> onNew) {
    this.clock = clock;
    this.onNew = onNew;
    for (PriceEntry entry : known) {
      versions.put(new Priced(entry.model(), entry.price()), entry.version());
      taken.add(entry.version());
    }
  }

  /// The version under which rows at this price are recorded.
  public String version(String model, Price price) {
    Priced priced = new Priced(model, price);
    String known = versions.get(priced);
    return known != null ? known : open(priced);
  }

  private synchronized String open(Priced priced) {
    String known = versions.get(priced);
    if (known != null) {
      return known;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String first = priced.model() + "@" + today;
    String version = first;
    for (int i = 2; !taken.add(version); i++) {
      version = first + "." + i;
    }
    onNew.accept(new PriceEntry(version, priced.model(), today, priced.price()));
    versions.put(priced, version);
    return version;
  }
}
