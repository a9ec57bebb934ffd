package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerBytes;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Relayed;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the first request with a key got, for those who send it again.
sealed interface Kept {

  /// Bytes in memory; texts may take two per character.
  long weight();

  /// Ends a request with it; nothing is paid.
  Step serve(Exchange x);

  /// A chat answer, or the events of a legacy completion.
  record Chat(Served served) implements Kept {

    @Override
    public long weight() {
      Answer answer = served.answer();
      long texts = 2L * (answer.content().length() + answer.reasoning().length());
      return texts + answer.bytes().size();
    }

    @Override
    public Step serve(Exchange x) {
      x.cacheIs(CacheOutcome.HIT);
      x.servedBy(served.model(), served.tier());
      if (x.task() == null && served.task() != null) {
        x.taskIs(new TaskDecision(served.task(), null));
      }
      x.serve(served);
      return new Step.Answered(served.answer());
    }
  }

  /// Any other whole answer.
  record Plain(Relayed relayed, String model, @Nullable Tier tier) implements Kept {

    @Override
    public long weight() {
      return relayed.body().length;
    }

    @Override
    public Step serve(Exchange x) {
      x.cacheIs(CacheOutcome.HIT);
      x.servedBy(model, tier);
      x.relay(relayed);
      String type = relayed.contentType();
      List<Header> headers = type == null ? List.of() : List.of(new Header("content-type", type));
      return new Step.Relayed(
          new UpstreamResponse.Whole(
              new UpstreamResponse.Head(relayed.status(), headers, 0), relayed.body()));
    }
  }

  /// What is left of a request that has ended: its answer, if that was good and is whole.
  ///
  /// A client that left while its answer was on the way gets it when it asks again; that is what
  /// the key is for. Its stream is whole when the usage came, which is a stream's last event.
  static Optional<Kept> of(Exchange x, Outcome outcome) {
    if (!outcome.isOk() && outcome.kind() != Outcome.Kind.CANCELLED) {
      return Optional.empty();
    }
    Served served = x.served();
    if (served != null) {
      return outcome.isOk() || isWhole(served.answer())
          ? Optional.of(new Chat(served))
          : Optional.empty();
    }
    Relayed relayed = x.relayed();
    String model = x.servedModel();
    return relayed == null || model == null
        ? Optional.empty()
        : Optional.of(new Plain(relayed, model, x.servedTier()));
  }

  private static boolean isWhole(Answer answer) {
    return answer.bytes() instanceof AnswerBytes.Body || answer.usage() != null;
  }
}
