package dev.sluice.server.http;

import java.util.function.LongSupplier;

/// What the data plane's handlers work with; shared by all connections.
///
/// @param nanoTime the monotonic clock of exchanges
public record DataPlane(
    Gateway gateway,
    PassThrough passThrough,
    OptionsParser options,
    Ulid ids,
    Admission admission,
    Health health,
    LongSupplier nanoTime,
    ServerTimeouts timeouts) {}
