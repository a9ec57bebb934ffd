/// Climbs a route until an answer is good enough. Start with `Cascade`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.cascade;
