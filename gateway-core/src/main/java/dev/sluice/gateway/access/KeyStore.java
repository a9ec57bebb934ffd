package dev.sluice.gateway.access;

import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;
import java.util.Optional;

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
        public Optional<VirtualKey> save(VirtualKey key) throws StoreFailure {
          throw new StoreFailure("no keys are kept here", new UnsupportedOperationException());
        }
      };

  /// All keys, revoked ones too, oldest first.
  List<VirtualKey> all() throws StoreFailure;

  /// Changes whenever a key does, in whichever process; cheap to ask.
  long revision() throws StoreFailure;

  /// Adds a key whose revision is 0, or replaces the one with its id that still has its revision,
  /// and gives it the next one. The keys that are not revoked have different names afterwards.
  ///
  /// @return the key as it is kept; empty where it was changed since it was read, or where another
  ///   has its name, and then nothing was kept
  Optional<VirtualKey> save(VirtualKey key) throws StoreFailure;
}
