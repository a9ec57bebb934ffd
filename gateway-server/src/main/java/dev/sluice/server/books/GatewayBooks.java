package dev.sluice.server.books;

import dev.sluice.gateway.access.KeyHash;
import dev.sluice.gateway.access.KeyRing;
import dev.sluice.gateway.access.KeySecret;
import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.ledger.JournalLedger;
import dev.sluice.gateway.ledger.JournalSettings;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.ledger.Spending;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.money.PriceBook;
import dev.sluice.server.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The books of a running gateway: the database, the journal before it, and what was read from them
/// when it started: prices, keys, and what has been spent. Any thread.
public final class GatewayBooks implements AutoCloseable {

  /// The journal's folder in the data folder.
  public static final String JOURNAL = "journal";

  private static final long REFRESH_MILLIS = 1000;

  /// What is open behind them.
  ///
  /// @param folder for what outlives the process
  /// @param refreshing looks after keys that other processes change
  private record Files(
      Path folder, JournalLedger journal, StoreBooks shown, ScheduledExecutorService refreshing) {}

  private final @Nullable Files files;
  private final Ledger ledger;
  private final PriceBook prices;
  private final Budgets budgets;
  private final KeyRing keys;

  private GatewayBooks(
      @Nullable Files files, Ledger ledger, PriceBook prices, Budgets budgets, KeyRing keys) {
    this.files = files;
    this.ledger = ledger;
    this.prices = prices;
    this.budgets = budgets;
    this.keys = keys;
  }

  /// Books that keep nothing and know the file's keys only.
  public static GatewayBooks none(GatewayConfig config) {
    InstantSource clock = InstantSource.system();
    return new GatewayBooks(
        null,
        Ledger.NONE,
        new PriceBook(List.of(), clock, Ledger.NONE::price),
        new Budgets(clock),
        KeyRing.ofFile(config));
  }

  /// Opens those of this configuration, and waits until everything that an earlier process left in
  /// the journal is in the database, since budgets are read afterwards.
  ///
  /// @throws IOException when they cannot be used, with words for people
  public static GatewayBooks open(Books.Place place) throws IOException {
    LedgerConfig config = place.config().ledger();
    KeyHash hash = KeySecret.readOrMake(place.data(), place.environment().get(KeySecret.VARIABLE));
    Store store = StoreBooks.store(place);
    try {
      JournalLedger journal =
          JournalLedger.open(
              place.data().resolve(JOURNAL),
              store,
              JournalSettings.DEFAULT.withMaxBytes(config.spoolBytes()));
      try {
        return read(place, hash, store, journal);
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static GatewayBooks read(
      Books.Place place, KeyHash hash, Store store, JournalLedger journal) throws IOException {
    InstantSource clock = InstantSource.system();
    try {
      if (!new CatchUp(journal::awaitDrained, journal::backlogBytes).await()) {
        throw new IOException("the ledger's database does not take what the journal holds");
      }
      PriceBook prices = new PriceBook(store.prices(), clock, journal::price);
      Budgets budgets = new Budgets(clock);
      load(budgets, store, clock.instant());
      KeyRing keys = new KeyRing(place.config(), hash, store);
      keys.refresh();
      return new GatewayBooks(
          new Files(
              place.data(), journal, new StoreBooks(store, hash, keys::config), refreshing(keys)),
          journal,
          prices,
          budgets,
          keys);
    } catch (StoreFailure e) {
      throw new IOException("the ledger's database cannot be used: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the ledger was opened", e);
    }
  }

  private static void load(Budgets budgets, Store store, Instant now) throws StoreFailure {
    for (Spending spent : store.spending(now)) {
      budgets.load(now, spent.keyId(), spent.team(), spent.day(), spent.month(), spent.total());
    }
  }

  private static ScheduledExecutorService refreshing(KeyRing keys) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-keys").factory());
    executor.scheduleWithFixedDelay(
        keys::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    return executor;
  }

  public Ledger ledger() {
    return ledger;
  }

  public PriceBook prices() {
    return prices;
  }

  public Budgets budgets() {
    return budgets;
  }

  public KeyRing keys() {
    return keys;
  }

  /// What commands and the admin API see, or null where nothing is kept.
  public @Nullable Books shown() {
    return files == null ? null : files.shown();
  }

  /// The data folder, or null where nothing is kept.
  public @Nullable Path folder() {
    return files == null ? null : files.folder();
  }

  /// The journal, or null where nothing is kept.
  public @Nullable JournalLedger journal() {
    return files == null ? null : files.journal();
  }

  /// Writes what is left, then closes. After the last request.
  @Override
  public void close() {
    if (files != null) {
      files.refreshing().shutdownNow();
      files.journal().close();
      files.shown().close();
    }
  }
}
