/// Money that may still be spent. Start with `Purse`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.budget;
