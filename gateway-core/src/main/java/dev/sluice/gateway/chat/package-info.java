/// The OpenAI wire shapes: a scanned request, an answer, a stream, usage and errors. Start with
/// `ChatRequest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.chat;
