/// What the gateway takes without harm: slow readers, idle connections, floods of events, hostile
/// clients, a stop in the middle. Start with `Endure`; run with `./sluice bench endure`.
@org.jspecify.annotations.NullMarked
package dev.sluice.bench.endure;
