/// The management listener: metrics, health, admin API, the way to the dashboard. Start with
/// `AdminServer`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.admin;
