package dev.sluice.gateway;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Closing;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one request, top to bottom. **Start reading here.**
///
/// Before it, the HTTP server has recognised the caller (`Authenticate`, before the body is read)
/// and scanned the body. After it, the server writes what the [Step.End] says. The order is the
/// design: cheap and certain first, costly and approximate last. No stage calls the next one.
public final class RequestPath {

  private static final Logger LOG = LoggerFactory.getLogger(RequestPath.class);

  /// Everything that happens to a request, by name.
  public record Stages(
      ImmediateStage requireRoom,
      ImmediateStage limitCaller,
      ImmediateStage resolveRoute,
      ImmediateStage tighten,
      ImmediateStage lookUpExact,
      WaitingStage claimKey,
      WaitingStage joinFlight,
      WaitingStage classify,
      WaitingStage chooseSteps,
      WaitingStage staySession,
      WaitingStage cascade,
      Closing priceBaseline,
      Closing settleBooks,
      Observer storeAnswer,
      Observer landFlight,
      Observer releaseKey,
      Observer releaseCaller,
      Observer rememberSession,
      Observer measureQuality,
      Observer countRequest,
      Observer logAccess) {}

  private final List<ImmediateStage> immediate;
  private final List<WaitingStage> waiting;
  private final List<Closing> closings;
  private final List<Observer> observers;

  public RequestPath(Stages s) {
    immediate =
        List.of( // on the event loop: must not wait
            s.requireRoom(), // what cannot be recorded is not done
            s.limitCaller(), // its key's and team's rates, places and budgets; 429
            s.resolveRoute(), // the asked name -> one model, a tier, or auto; 404
            s.tighten(), // thresholds rise where less quality was measured than they promise
            s.lookUpExact()); // the same request seen before: answer now, unless it has a key
    waiting =
        List.of( // on the request's virtual thread: may wait
            s.claimKey(), // its Idempotency-Key was used before: that answer again, or 409
            s.joinFlight(), // the same request is being answered: wait for that
            s.classify(), // what kind of work is it
            s.chooseSteps(), // the task's route, less the models that cannot take it
            s.staySession(), // its session goes on where it was answered last
            s.cascade()); // the cheapest model whose answer passes the gate
    closings =
        List.of( // before the last byte
            s.priceBaseline(), // what the baseline would have cost
            s.settleBooks()); // what was paid, into the ledger
    observers =
        List.of( // after the last byte, always
            s.storeAnswer(), // a clean answer goes into the cache
            s.landFlight(), // those who waited for it may go on
            s.releaseKey(), // its Idempotency-Key keeps the answer, or is free again
            s.releaseCaller(), // its place, and tokens that were not used
            s.rememberSession(), // who answered its session
            s.measureQuality(), // accept rates, what may be rated, a sample compared later
            s.countRequest(), // metrics
            s.logAccess()); // one line
  }

  /// The part that never waits; `CONTINUE` means that [#waiting] must follow on a virtual thread.
  public Step immediate(Exchange x) {
    for (ImmediateStage stage : immediate) {
      if (stage.apply(x) instanceof Step.End end) {
        return end;
      }
    }
    return Step.CONTINUE;
  }

  /// The part that may wait.
  public Step.End waiting(Exchange x) throws InterruptedException {
    for (WaitingStage stage : waiting) {
      if (stage.apply(x) instanceof Step.End end) {
        return end;
      }
    }
    throw new IllegalStateException("the last stage did not end the request");
  }

  /// What must be done before the last byte leaves; only the first call counts, and one that throws
  /// does not keep the others from running.
  public void close(Exchange x) {
    if (!x.beginClosing()) {
      return;
    }
    for (Closing closing : closings) {
      try {
        closing.close(x);
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("request_id", x.id()).setCause(e).log("a closing failed");
      }
    }
  }

  /// What is done after it; one that throws does not keep the others from running.
  public void observe(Exchange x, Outcome outcome) {
    for (Observer observer : observers) {
      try {
        observer.observe(x, outcome);
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("request_id", x.id()).setCause(e).log("an observer failed");
      }
    }
  }
}
