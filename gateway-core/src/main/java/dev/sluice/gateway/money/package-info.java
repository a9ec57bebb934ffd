/// Integer money: prices, costs, savings. Start with `Usd`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.money;
