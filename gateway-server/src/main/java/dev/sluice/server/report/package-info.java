/// The ledger and the keys as text, CSV and JSON, for commands and the admin API. Start with
/// `ReportWish`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.report;
