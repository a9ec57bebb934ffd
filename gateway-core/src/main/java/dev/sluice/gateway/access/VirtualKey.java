package dev.sluice.gateway.access;

import dev.sluice.gateway.config.KeyLimits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A virtual key that is kept in the database. The secret itself is kept nowhere.
///
/// @param id `key_` and a ULID; what the ledger names
/// @param name what people call it; unique among keys that are not revoked
/// @param hash hexadecimal HMAC-SHA256 of the secret
/// @param shown the first and last characters of the secret, to recognise it by
/// @param revoked when it was revoked, null while it may be used
/// @param revision counts every change of any key upwards; 0 before it is kept
public record VirtualKey(
    String id,
    String name,
    @Nullable String team,
    KeyLimits limits,
    boolean passthrough,
    String hash,
    String shown,
    Instant created,
    @Nullable Instant revoked,
    long revision) {}
