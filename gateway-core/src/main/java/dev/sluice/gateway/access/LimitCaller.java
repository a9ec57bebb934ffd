package dev.sluice.gateway.access;

import dev.sluice.gateway.access.CallerLimits.Admission;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Step;

/// Holds a request to its caller's limits, before anything is done for it. What it takes,
/// [ReleaseCaller] gives back.
///
/// Tokens are estimated beforehand as OpenAI does: a quarter of the body's bytes, and the client's
/// bound on the answer, or [#USUAL_OUTPUT] where it names none. Event loop.
public final class LimitCaller implements ImmediateStage {

  static final long USUAL_OUTPUT = 256;

  private static final long BYTES_PER_TOKEN = 4;
  private static final long MOST_OUTPUT = 10_000_000;

  private final CallerLimits limits;

  public LimitCaller(CallerLimits limits) {
    this.limits = limits;
  }

  @Override
  public Step apply(Exchange x) {
    Admission admission = limits.admit(x.caller(), estimate(x));
    x.allow(admission.allowance());
    return switch (admission) {
      case Admission.Admitted admitted -> Step.CONTINUE;
      case Admission.Refused refused -> new Step.Rejected(refused.error());
    };
  }

  static long estimate(Exchange x) {
    ChatRequest request = x.request();
    long prompt = request.body().length / BYTES_PER_TOKEN + 1;
    if (x.operation() == Operation.EMBEDDING) {
      return prompt;
    }
    Long asked = request.maxTokens();
    long answer = asked == null ? USUAL_OUTPUT : Math.clamp(asked, 0, MOST_OUTPUT);
    return prompt + answer * Math.clamp(request.choices(), 1, 128);
  }
}
