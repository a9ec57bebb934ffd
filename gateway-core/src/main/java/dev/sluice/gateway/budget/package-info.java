/// Money that keys, teams and requests may still spend. Start with `Budgets`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.budget;
