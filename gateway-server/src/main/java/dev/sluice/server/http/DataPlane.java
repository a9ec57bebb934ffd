package dev.sluice.server.http;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/// What the data plane's handlers work with; shared by all connections.
///
/// @param nanoTime the monotonic clock of exchanges
/// @param uploads the folder where large bodies wait for their provider
public record DataPlane(
    Gateway gateway,
    PassThrough passThrough,
    OptionsParser options,
    Ulid ids,
    Admission admission,
    Health health,
    LongSupplier nanoTime,
    ServerTimeouts timeouts,
    Path uploads) {}
