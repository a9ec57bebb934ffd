package dev.sluice.gateway.chat;

/// A function call that an answer asks for.
///
/// @param arguments the JSON text as the model wrote it, which may be invalid
public record ToolCall(String id, String name, String arguments) {}
