package dev.sluice.server.sdk;

/// openai-java against the real gateway.
final class OpenAiJavaSuiteTest extends OpenAiJavaSuite {

  OpenAiJavaSuiteTest() {
    super(SimulatedGateway.start());
  }
}
