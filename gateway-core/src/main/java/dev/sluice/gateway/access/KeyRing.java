package dev.sluice.gateway.access;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.ledger.StoreFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All keys that are known: those of the file and those of the database, by their hash.
///
/// Callers read an immutable snapshot. [#refresh] replaces it when the database's revision has
/// changed, [#use] when the file has. While the database is away the last snapshot stands; before
/// it was ever read, nobody is let in for want of keys. Any thread, [#refresh] on one that may
/// wait.
public final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final KeyHash hash;
  private final KeyStore store;
  private final ReentrantLock refreshing = new ReentrantLock();
  private GatewayConfig config;
  private List<VirtualKey> stored = List.of();
  private boolean complete;
  private @Nullable Long revision;
  private boolean away;
  private volatile Keys keys;

  /// Knows the file's keys; the database's from the first [#refresh] on.
  public KeyRing(GatewayConfig config, KeyHash hash, KeyStore store) {
    this.config = config;
    this.hash = hash;
    this.store = store;
    this.keys = keys();
  }

  /// Only the file's.
  public static KeyRing ofFile(GatewayConfig config) {
    KeyRing ring = new KeyRing(config, KeyHash.ofThisProcess(), KeyStore.NONE);
    ring.refresh();
    return ring;
  }

  /// One snapshot.
  ///
  /// @param byHash every known key, revoked ones too
  /// @param complete whether the database has been read
  /// @param admitsUnknown `auth: open`
  record Keys(Map<String, Known> byHash, boolean complete, boolean admitsUnknown) {

    /// Whether there is no key at all, so that none can be asked for.
    boolean isOpen() {
      return complete && byHash.isEmpty();
    }
  }

  /// A key that somebody may present.
  record Known(Caller caller, boolean revoked) {}

  /// From now on with the keys and teams of this file.
  public synchronized void use(GatewayConfig next) {
    config = next;
    keys = keys();
  }

  /// Reads the database's keys if any has changed. Waits.
  ///
  /// @return false while the database is away, or holds what cannot be read
  public boolean refresh() {
    refreshing.lock();
    try {
      long now = store.revision();
      if (revision == null || revision != now) {
        replace(store.all());
        revision = now;
      }
      away = false;
      return true;
    } catch (StoreFailure | RuntimeException e) {
      if (!away) {
        away = true;
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .setCause(e instanceof StoreFailure ? null : e)
            .log("keys cannot be read for now");
      }
      return false;
    } finally {
      refreshing.unlock();
    }
  }

  /// The configuration whose keys and teams are known.
  public synchronized GatewayConfig config() {
    return config;
  }

  /// Whether callers need no key, because there is none.
  public boolean isOpen() {
    return keys.isOpen();
  }

  /// Whether the database has no keys, as far as is known.
  public synchronized boolean storesNone() {
    return stored.isEmpty();
  }

  Keys snapshot() {
    return keys;
  }

  @Nullable Known find(Keys in, String key) {
    return in.byHash().get(hash.of(key));
  }

  private synchronized void replace(List<VirtualKey> read) {
    stored = List.copyOf(read);
    complete = true;
    keys = keys();
  }

  private Keys keys() {
    Map<String, Known> all = new HashMap<>();
    for (VirtualKey key : stored) {
      Caller caller =
          new Caller(key.id(), key.team(), key.limits(), team(key.team()), key.passthrough());
      all.put(key.hash(), new Known(caller, key.revoked() != null));
    }
    for (KeyConfig key : config.keys()) {
      Caller caller =
          new Caller(key.name(), key.team(), key.limits(), team(key.team()), key.passthrough());
      all.put(hash.of(key.key().reveal()), new Known(caller, false));
    }
    return new Keys(Map.copyOf(all), complete, config.openAuth());
  }

  private KeyLimits team(@Nullable String name) {
    return name == null ? KeyLimits.NONE : config.teams().getOrDefault(name, KeyLimits.NONE);
  }
}
