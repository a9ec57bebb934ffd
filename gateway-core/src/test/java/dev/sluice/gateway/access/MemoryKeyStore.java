package dev.sluice.gateway.access;

import dev.sluice.gateway.ledger.StoreFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A key store in memory that can be away.
final class MemoryKeyStore implements KeyStore {

  private final List<VirtualKey> keys = new ArrayList<>();
  private long revision;
  private boolean away;
  private int reads;
  private boolean broken;
  private int races;
  private Runnable rival = () -> {};

  void away(boolean now) {
    away = now;
  }

  void breakReading(boolean now) {
    broken = now;
  }

  /// Does something else before each of the next saves.
  void race(int times, Runnable somethingElse) {
    races = times;
    rival = somethingElse;
  }

  /// How often all keys were read.
  int reads() {
    return reads;
  }

  @Override
  public List<VirtualKey> all() throws StoreFailure {
    check();
    if (broken) {
      throw new IllegalStateException("what is this?");
    }
    reads++;
    return List.copyOf(keys);
  }

  @Override
  public long revision() throws StoreFailure {
    check();
    return revision;
  }

  @Override
  public Optional<VirtualKey> save(VirtualKey key) throws StoreFailure {
    check();
    if (races > 0) {
      races--;
      rival.run();
    }
    if (isLost(key)) {
      return Optional.empty();
    }
    revision++;
    VirtualKey kept =
        new VirtualKey(
            key.id(),
            key.name(),
            key.team(),
            key.limits(),
            key.passthrough(),
            key.hash(),
            key.shown(),
            key.created(),
            key.revoked(),
            revision);
    int place = keys.stream().map(VirtualKey::id).toList().indexOf(key.id());
    if (place < 0) {
      keys.add(kept);
    } else {
      keys.set(place, kept);
    }
    return Optional.of(kept);
  }

  private boolean isLost(VirtualKey key) {
    long now = 0;
    for (VirtualKey each : keys) {
      boolean same = each.id().equals(key.id());
      now = same ? each.revision() : now;
      boolean named = each.revoked() == null && each.name().equals(key.name());
      if (named && !same && key.revoked() == null) {
        return true;
      }
    }
    return now != key.revision();
  }

  private void check() throws StoreFailure {
    if (away) {
      throw new StoreFailure("gone", new IOException("gone"));
    }
  }
}
