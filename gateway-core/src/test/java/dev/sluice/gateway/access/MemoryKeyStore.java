package dev.sluice.gateway.access;

import dev.sluice.gateway.ledger.StoreFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A key store in memory that can be away.
final class MemoryKeyStore implements KeyStore {

  private final List<VirtualKey> keys = new ArrayList<>();
  private long revision;
  private boolean away;
  private int reads;

  void away(boolean now) {
    away = now;
  }

  /// How often all keys were read.
  int reads() {
    return reads;
  }

  @Override
  public List<VirtualKey> all() throws StoreFailure {
    check();
    reads++;
    return List.copyOf(keys);
  }

  @Override
  public long revision() throws StoreFailure {
    check();
    return revision;
  }

  @Override
  public VirtualKey save(VirtualKey key) throws StoreFailure {
    check();
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
    return kept;
  }

  private void check() throws StoreFailure {
    if (away) {
      throw new StoreFailure("gone", new IOException("gone"));
    }
  }
}
