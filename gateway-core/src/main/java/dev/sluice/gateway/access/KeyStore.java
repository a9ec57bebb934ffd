package dev.sluice.gateway.access;

import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;

/// The port to the virtual keys in the database. Waits; any thread that may.
public interface KeyStore {

  /// One that holds nothing and keeps nothing.
  KeyStore NONE =
      new KeyStore() {
        @Override
        public List<VirtualKey> all() {
          return List.of();
        }

        @Override
        public long revision() {
          return 0;
        }

        @Override
        public VirtualKey save(VirtualKey key) throws StoreFailure {
          throw new StoreFailure("no keys are kept here", new UnsupportedOperationException());
        }
      };

  /// All keys, revoked ones too, oldest first.
  List<VirtualKey> all() throws StoreFailure;

  /// Changes whenever a key does, in whichever process; cheap to ask.
  long revision() throws StoreFailure;

  /// Adds the key or replaces the one with its id, and gives it the next revision.
  ///
  /// @return the key as it is kept
  VirtualKey save(VirtualKey key) throws StoreFailure;
}
