package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;

/// What asking a model came to once nothing of it is open any more; its attempts are settled.
sealed interface Reply {

  /// A complete chat answer.
  record Spoken(Answer answer, Attempt attempt) implements Reply {}

  /// A whole answer that is no chat completion.
  record Other(UpstreamResponse.Whole whole, Attempt attempt) implements Reply {}

  record Failed(UpstreamFailure failure) implements Reply {}
}
