package dev.sluice.gateway.money;

import java.time.LocalDate;

/// One dated price of one model, so that a row of the ledger can be computed again.
///
/// @param version `deepseek-v4-flash@2026-11-24`, with `.2`, `.3`… where a price changed twice on
///   one day
/// @param since the day on which it was first seen, in UTC
public record PriceEntry(String version, String model, LocalDate since, Price price) {}
