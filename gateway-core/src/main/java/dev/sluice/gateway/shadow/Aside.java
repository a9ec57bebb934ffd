package dev.sluice.gateway.shadow;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.BodyEdit;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Closing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Asks models on the gateway's own account, beside the request that is the reason for it.
///
/// Each question is an exchange of its own, with its own id and rows: caller `shadow`, tag
/// `shadow_of` for the request's id. So no key's budget pays for it, now or after a restart. Runs
/// on a virtual thread of its own.
final class Aside {

  /// Whom the ledger names as the payer.
  static final Caller PAYER = new Caller("shadow", null, List.of(), false);

  /// Fields that only make sense to the client that sent them.
  private static final List<String> NOT_ASKED_AGAIN =
      List.of("stream", "stream_options", "store", "metadata", "sluice", "n");

  private static final List<String> BOUNDS = List.of("max_completion_tokens", "max_tokens");

  private static final long ROOM_TO_THINK = 4096;

  private final PaidCall calls;
  private final Closing settleBooks;
  private final Supplier<String> ids;
  private final LongSupplier nanoTime;

  /// @param settleBooks puts an exchange's attempts into the ledger
  /// @param ids of new exchanges
  Aside(PaidCall calls, Closing settleBooks, Supplier<String> ids, LongSupplier nanoTime) {
    this.calls = calls;
    this.settleBooks = settleBooks;
    this.ids = ids;
    this.nanoTime = nanoTime;
  }

  /// A model's answer to what was asked, and the exchange that paid for it.
  record Said(Exchange exchange, Optional<Answer> answer) {}

  /// The same request as a question for one whole answer; empty where it is none.
  ///
  /// A bound on the answer is widened by [#ROOM_TO_THINK], since hidden reasoning counts towards
  /// it: a reference that is cut in its thoughts says nothing.
  static Optional<ChatRequest> again(ChatRequest request) {
    BodyEdit edit = BodyEdit.of(request);
    NOT_ASKED_AGAIN.forEach(edit::remove);
    for (String field : BOUNDS) {
      Long bound = request.integer(field);
      if (bound != null && bound < Integer.MAX_VALUE) {
        edit.put(field, Long.toString(bound + ROOM_TO_THINK));
      }
    }
    return scanned(edit.apply());
  }

  static Optional<ChatRequest> scanned(byte[] body) {
    return switch (ChatRequest.scanChat(body)) {
      case Scanned.Ok ok -> Optional.of(ok.request());
      case Scanned.Refused refused -> Optional.empty();
    };
  }

  /// Asks one model; the answer is paid for and in the ledger when this returns, however it does.
  ///
  /// @param x the request that is the reason for it
  Said ask(Exchange x, ChatRequest question, ModelConfig model, Attempt.Kind kind, Purse purse)
      throws InterruptedException {
    Exchange aside = exchange(x, question, model, kind);
    try {
      Paid paid = calls.ask(aside, model, purse);
      return new Said(
          aside,
          paid instanceof Paid.Answered answered
              ? Optional.of(answered.answer())
              : Optional.empty());
    } finally {
      settleBooks.close(aside);
    }
  }

  private Exchange exchange(
      Exchange x, ChatRequest question, ModelConfig model, Attempt.Kind kind) {
    Exchange aside =
        new Exchange(
            ids.get(),
            Operation.CHAT,
            x.config(),
            question,
            options(x),
            PAYER,
            () -> {},
            x.affinity(),
            nanoTime);
    aside.planAs(
        new Plan(
            question.model(),
            Plan.Kind.TIER,
            Plan.Bias.BALANCED,
            List.of(new RouteStep.Ask(model.id())),
            null));
    TaskDecision task = x.task();
    if (task != null) {
      aside.taskIs(task);
    }
    aside.asksFor(kind);
    return aside;
  }

  private static RequestOptions options(Exchange x) {
    return new RequestOptions(
        null,
        null,
        null,
        null,
        RequestOptions.CacheMode.OFF,
        null,
        "",
        CompressionConfig.Mode.OFF,
        "",
        RequestOptions.StreamMode.AUTO,
        Map.of("shadow_of", x.id()),
        null);
  }
}
