/// The commands of `./sluice`. Start with `SluiceCommand`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.cli;
