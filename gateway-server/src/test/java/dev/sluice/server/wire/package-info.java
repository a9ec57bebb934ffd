/// What clients and providers put on the wire, and what Sluice makes of it: one table of checks per
/// subject, each row with the id that the list of checks gives it, over every transport that it
/// applies to.
///
/// Start with `CheckTable`: a table is a class that extends it and lists its rows. A row gets a
/// `Stand`, which has a gateway, a provider and connections; `EveryCheckTest` finds all tables and
/// names the ids that have no row.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.wire;
