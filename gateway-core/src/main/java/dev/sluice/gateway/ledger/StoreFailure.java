package dev.sluice.gateway.ledger;

/// The database of the ledger cannot be used now: gone, frozen, full.
public final class StoreFailure extends Exception {

  private static final long serialVersionUID = 1;

  public StoreFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
