/// The whole gateway over real sockets, from an HTTP client to a simulated provider and back. Start
/// with `GatewayFixture`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.e2e;
