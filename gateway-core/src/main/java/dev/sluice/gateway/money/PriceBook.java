package dev.sluice.gateway.money;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The names under which prices stand in the ledger, so that a row can be computed again after the
/// configuration has changed. Any thread.
///
/// A price keeps its version for as long as it is the model's current one; a price that comes back
/// after another gets a new one.
public final class PriceBook {

  private final InstantSource clock;
  private final Consumer<PriceEntry> onNew;
  private final Map<String, PriceEntry> current = new ConcurrentHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /// @param known every price so far, oldest first
  /// @param onNew hears of each new entry before its version is first used
  public PriceBook(List<PriceEntry> known, InstantSource clock, Consumer<PriceEntry> onNew) {
    this.clock = clock;
    this.onNew = onNew;
    Map<String, PriceEntry> last = new HashMap<>();
    for (PriceEntry entry : known) {
      last.put(entry.model(), entry);
      taken.add(entry.version());
    }
    current.putAll(last);
  }

  /// The version under which rows at this price are recorded.
  public String version(String model, Price price) {
    PriceEntry entry = current.get(model);
    return entry != null && entry.price().equals(price)
        ? entry.version()
        : open(model, price).version();
  }

  private synchronized PriceEntry open(String model, Price price) {
    PriceEntry entry = current.get(model);
    if (entry != null && entry.price().equals(price)) {
      return entry;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String first = model + "@" + today;
    String version = first;
    for (int i = 2; !taken.add(version); i++) {
      version = first + "." + i;
    }
    PriceEntry made = new PriceEntry(version, model, today, price);
    onNew.accept(made);
    current.put(model, made);
    return made;
  }
}
