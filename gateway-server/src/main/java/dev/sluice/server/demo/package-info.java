/// The demonstration: sample traffic sent through a running gateway, and the report on what it
/// cost. Start with `Replay`, then `Figures`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.demo;
