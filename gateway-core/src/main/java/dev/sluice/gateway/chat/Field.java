package dev.sluice.gateway.chat;

/// Where one top-level field of the body stands.
///
/// @param name the decoded name
/// @param nameStart offset of the name's opening quote
/// @param valueStart offset of the value's first byte
/// @param valueEnd offset after the value's last byte
public record Field(String name, int nameStart, int valueStart, int valueEnd) {}
