/// The port to the providers, and what protects them. Start with `UpstreamClient`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.upstream;
