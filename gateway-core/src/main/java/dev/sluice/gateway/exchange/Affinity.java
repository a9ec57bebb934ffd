package dev.sluice.gateway.exchange;

/// A token for the event loop that owns the client's connection; the upstream's channel joins it.
public interface Affinity {}
