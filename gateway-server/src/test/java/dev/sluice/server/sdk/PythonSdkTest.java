package dev.sluice.server.sdk;

/// openai from PyPI against the real gateway.
final class PythonSdkTest extends PythonSdkSuite {

  @Override
  GatewayUnderTest start() {
    return SimulatedGateway.start();
  }
}
