package dev.sluice.gateway.access;

import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;

/// The port to the virtual keys in the database. Waits; any thread that may.
public interface KeyStore {

  /// All keys, revoked ones too, oldest first.
  List<VirtualKey> all() throws StoreFailure;

  /// Changes whenever a key does, in whichever process; cheap to ask.
  long revision() throws StoreFailure;

  /// Adds the key or replaces the one with its id, and gives it the next revision.
  ///
  /// @return the key as it is kept
  VirtualKey save(VirtualKey key) throws StoreFailure;
}
