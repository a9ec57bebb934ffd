/// The ledger of a real process against the invoice of its provider. Start with `InvoiceTest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.money;
