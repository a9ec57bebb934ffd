package dev.sluice.gateway.upstream;

/// One HTTP header line.
public record Header(String name, String value) {}
