/// The running gateway: object graph and entry point. Start with `GatewayFactory`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server;
