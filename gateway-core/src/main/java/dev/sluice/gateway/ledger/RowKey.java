package dev.sluice.gateway.ledger;

/// What makes a row one and the same: its request and the attempt in it.
record RowKey(String requestId, int attempt) {

  static RowKey of(LedgerRow row) {
    return new RowKey(row.requestId(), row.attempt());
  }

  @Override
  public int hashCode() {
    return requestId.hashCode() + attempt;
  }
}
