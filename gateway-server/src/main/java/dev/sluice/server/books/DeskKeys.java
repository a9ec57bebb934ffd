package dev.sluice.server.books;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyDesk;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;
import java.util.Optional;

/// The keys of a database.
record DeskKeys(KeyDesk desk) implements Keys {

  @Override
  public List<VirtualKey> list() throws StoreFailure {
    return desk.list();
  }

  @Override
  public Optional<VirtualKey> find(String idOrName) throws StoreFailure {
    return desk.find(idOrName);
  }

  @Override
  public KeyAnswer create(KeyWish wish) throws StoreFailure {
    return desk.create(wish);
  }

  @Override
  public KeyAnswer change(String idOrName, KeyWish wish) throws StoreFailure {
    return desk.change(idOrName, wish);
  }

  @Override
  public KeyAnswer rotate(String idOrName) throws StoreFailure {
    return desk.rotate(idOrName);
  }

  @Override
  public KeyAnswer revoke(String idOrName) throws StoreFailure {
    return desk.revoke(idOrName);
  }
}
