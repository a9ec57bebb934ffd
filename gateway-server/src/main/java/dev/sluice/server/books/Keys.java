package dev.sluice.server.books;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;
import java.util.Optional;

/// Where virtual keys are made, changed, given new secrets and revoked. Waits for the database; any
/// thread that may. A key is named by its id or, while it is not revoked, by its name.
public interface Keys {

  /// All keys, revoked ones too, oldest first.
  List<VirtualKey> list() throws StoreFailure;

  Optional<VirtualKey> find(String idOrName) throws StoreFailure;

  KeyAnswer create(KeyWish wish) throws StoreFailure;

  KeyAnswer change(String idOrName, KeyWish wish) throws StoreFailure;

  KeyAnswer rotate(String idOrName) throws StoreFailure;

  KeyAnswer revoke(String idOrName) throws StoreFailure;
}
