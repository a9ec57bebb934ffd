package dev.sluice.gateway.path;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.upstream.UpstreamResponse;

/// What a stage says: go on, or this is how the request ends.
public sealed interface Step {

  /// The next stage, please.
  Step CONTINUE = new Continue();

  record Continue() implements Step {}

  /// The request ends here.
  sealed interface End extends Step {}

  /// A complete answer, sent as JSON or replayed as a stream, whichever was asked.
  record Answered(Answer answer) implements End {}

  /// A provider's whole answer that is no chat completion (embeddings, legacy completions).
  record Relayed(UpstreamResponse.Whole whole) implements End {}

  /// An open stream that is relayed to the client as it comes.
  record Forwarded(UpstreamResponse.Opened opened, Attempt attempt) implements End {}

  /// An error.
  record Rejected(ApiError error) implements End {}
}
