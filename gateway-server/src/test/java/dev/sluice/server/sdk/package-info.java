/// The official OpenAI SDKs, unmodified, against a running gateway. The scenarios of npm and PyPI
/// are scripts in `src/test/sdk`, those of Java are tests here. Start with `GatewayUnderTest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.sdk;
