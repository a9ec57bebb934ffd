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

  /// A refusal is served rather than a failure, and an answer rather than a refusal.
  private static final Verdict REFUSED = new Verdict(0.999, null);

  private final List<Check> checks;
  private final Agreement agreement = new Agreement();

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

  @Override
  public Comparison compare(Exchange x, Answer first, Answer second) {
    boolean firstRefuses = Declining.of(first) == Declining.SAFETY;
    boolean secondRefuses = Declining.of(second) == Declining.SAFETY;
    Verdict a = judge(x, first);
    Verdict b = judge(x, second);
    if (firstRefuses || secondRefuses) {
      boolean both = firstRefuses && secondRefuses;
      return new Comparison(both, firstRefuses ? REFUSED : a, secondRefuses ? REFUSED : b);
    }
    boolean agree = agreement.agree(x, first, second);
    return new Comparison(agree, agree ? a : a.unconfirmed(), agree ? b : b.unconfirmed());
  }

  /// Nothing is known of answers to come.
  @Override
  public boolean promises(Exchange x, Answer first) {
    return true;
  }
}
