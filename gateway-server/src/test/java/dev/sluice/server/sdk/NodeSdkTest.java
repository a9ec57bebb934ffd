package dev.sluice.server.sdk;

/// openai from npm against the real gateway.
final class NodeSdkTest extends NodeSdkSuite {

  @Override
  GatewayUnderTest start() {
    return SimulatedGateway.start();
  }
}
