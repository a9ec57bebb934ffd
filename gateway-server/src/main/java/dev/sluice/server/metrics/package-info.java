/// What is counted and what is logged about each request. Start with `GatewayMetrics`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.metrics;
