package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import java.util.List;

/// The gate of certain failures: an answer that any check objects to is not good enough.
///
/// What passes gets probability 1, since nothing measured says otherwise. A refusal for safety is
/// an answer: a dearer model would only refuse dearer. Of several choices the first is judged. Any
/// thread.
public final class HardChecks implements QualityGate {

  private final List<Check> checks;

  public HardChecks() {
    JsonSchemas schemas = new JsonSchemas();
    checks =
        List.of(
            new EmptyAnswer(),
            new InabilityRefusal(),
            new CutByProvider(),
            new WrongFormat(schemas),
            new WrongToolCalls(schemas),
            new WrongLanguage());
  }

  @Override
  public Verdict judge(Exchange x, Answer answer) {
    if (Declining.of(answer) == Declining.SAFETY) {
      return Verdict.GOOD;
    }
    for (Check check : checks) {
      String reason = check.fails(x, answer);
      if (reason != null) {
        return Verdict.bad(reason);
      }
    }
    return Verdict.GOOD;
  }
}
