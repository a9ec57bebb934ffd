package dev.sluice.gateway.call;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;

/// What asking a model gave.
public sealed interface Paid {

  /// A complete chat answer; the attempt is settled.
  record Answered(Answer answer, Attempt attempt) implements Paid {}

  /// A whole answer that is no chat completion; the attempt is settled.
  record Other(UpstreamResponse.Whole whole, Attempt attempt) implements Paid {}

  /// An open, paused stream; who reads it settles the attempt.
  record Streaming(UpstreamResponse.Opened opened, Attempt attempt) implements Paid {}

  /// All of the model's providers failed, or none was asked; failed attempts are settled.
  record Failed(UpstreamFailure failure) implements Paid {}
}
