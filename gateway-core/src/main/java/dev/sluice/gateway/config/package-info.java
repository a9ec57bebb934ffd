/// The configuration as immutable records, and the loader that makes them. Start with
/// `GatewayConfig`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.config;
