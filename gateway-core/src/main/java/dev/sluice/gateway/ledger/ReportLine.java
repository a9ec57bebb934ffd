package dev.sluice.gateway.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.List;

/// The sums of one group of rows.
///
/// @param groups the group's values in the order of the query; empty text where rows have none
/// @param requests answers and hits that were served
/// @param attempts calls to providers
/// @param hits requests that a cache answered
/// @param tokens paid for, all attempts
/// @param cost settled, estimated and unknown together
/// @param estimated the part of it that is estimated
/// @param unknown the part of it that is charged as reserved
/// @param baseline what the baseline would have cost, over the requests that have one
/// @param standard the same for the standard tier's model
/// @param unpriced attempts at models without a price
public record ReportLine(
    List<String> groups,
    long requests,
    long attempts,
    long hits,
    Usage tokens,
    Usd cost,
    Usd estimated,
    Usd unknown,
    Estimate baseline,
    Estimate standard,
    long unpriced) {

  public ReportLine {
    groups = List.copyOf(groups);
  }
}
