/// The only way to a provider: reserve, call, settle. Start with `PaidCall`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.call;
