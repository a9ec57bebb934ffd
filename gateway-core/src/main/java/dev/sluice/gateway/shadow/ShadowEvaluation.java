package dev.sluice.gateway.shadow;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.call.WorstCase;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.money.OutputLengths;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Closing;
import dev.sluice.gateway.shadow.Comparison.Result;
import dev.sluice.gateway.shadow.MeasuredQuality.Source;
import dev.sluice.gateway.shadow.ShadowEvents.Drop;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a sample of accepted answers answered again by the reference model, in the background, and
/// compares.
///
/// The reference is the baseline model where somebody serves it, else the premium tier's. Begun
/// after the client has its answer, each on a virtual thread, at most [#AT_ONCE] at a time and
/// within the hour's money; what does not fit is dropped and counted, never kept for later. The
/// premium model errs too: what is measured is agreement with it, or that a judge finds the
/// accepted answer no worse, which bounds quality from below.
public final class ShadowEvaluation {

  static final int AT_ONCE = 8;

  private static final String FAILED = "failed";

  /// Larger bodies hold files; their answers are rarely told apart by a final answer.
  private static final int LARGEST_BODY = 256 << 10;

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ShadowEvaluation.class);

  /// What evaluations work with.
  ///
  /// @param settleBooks puts an exchange's attempts into the ledger
  /// @param ids of the exchanges that evaluations are
  public record Means(
      PaidCall calls,
      Closing settleBooks,
      OutputLengths lengths,
      Supplier<String> ids,
      LongSupplier nanoTime,
      InstantSource clock) {}

  private final Aside aside;
  private final OutputLengths lengths;
  private final HourlyMoney money;
  private final MeasuredQuality quality;
  private final MeasuredTightening tightening;
  private final ShadowEvents events;
  private final Comparison comparison = new Comparison();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public ShadowEvaluation(
      Means means, MeasuredQuality quality, MeasuredTightening tightening, ShadowEvents events) {
    this.aside = new Aside(means.calls(), means.settleBooks(), means.ids(), means.nanoTime());
    this.lengths = means.lengths();
    this.money = new HourlyMoney(means.clock());
    this.quality = quality;
    this.tightening = tightening;
    this.events = events;
  }

  /// One accepted answer and what it is compared with.
  private record Case(
      Exchange x, Served served, Rung rung, double promised, ModelConfig reference, Purse purse) {}

  /// The gate has accepted this rung's answer, and the client has it. Never waits.
  void accepted(Exchange x, Rung rung) {
    Served served = x.served();
    if (served == null || !Sampled.isIn(x.id(), x.config().cascade().shadowRate())) {
      return;
    }
    ModelConfig reference = reference(x.config());
    if (reference == null || reference.id().equals(served.model())) {
      return;
    }
    Purse purse = money.purse(x.config().cascade().shadow().perHour());
    Drop drop = obstacle(x, reference);
    if (drop == null && !places.tryAcquire()) {
      drop = Drop.BUSY;
    }
    if (drop != null) {
      events.dropped(drop);
      return;
    }
    Case sample = new Case(x, served, rung, Thresholds.promised(x, rung.tier()), reference, purse);
    Thread thread = Thread.ofVirtual().name("shadow-" + x.id()).unstarted(() -> run(sample));
    running.add(thread);
    thread.start();
  }

  private static @Nullable ModelConfig reference(GatewayConfig config) {
    String baseline = config.baseline();
    ModelConfig model = baseline == null ? null : config.model(baseline);
    if (model != null && model.isCallable()) {
      return model;
    }
    String premium = config.tiers().get(Tier.PREMIUM);
    return premium == null ? null : config.model(premium);
  }

  private @Nullable Drop obstacle(Exchange x, ModelConfig reference) {
    ChatRequest request = x.request();
    if (stopping) {
      return Drop.STOPPING;
    }
    boolean fit =
        request.choices() == 1
            && request.body().length <= LARGEST_BODY
            && takes(reference, request);
    return fit ? null : Drop.UNFIT;
  }

  private static boolean takes(ModelConfig model, ChatRequest request) {
    Set<Capability> accepts = model.accepts();
    String format = request.json("response_format");
    return (!request.hasTools() || accepts.contains(Capability.TOOLS))
        && (!request.hasImages() || accepts.contains(Capability.VISION))
        && (!request.hasAudio() || accepts.contains(Capability.AUDIO))
        && (format == null
            || !format.contains("json_schema")
            || accepts.contains(Capability.JSON_SCHEMA));
  }

  private void run(Case sample) {
    try {
      Optional<ChatRequest> question = Aside.again(sample.x().request());
      if (question.isEmpty()) {
        events.dropped(Drop.UNFIT);
      } else if (isAffordable(question.get(), sample)) {
        Optional<Result> result = compare(sample, question.get());
        result.ifPresent(r -> record(sample, r));
        events.compared(sample.rung(), result.map(Result::wireName).orElse(FAILED));
      } else {
        events.dropped(Drop.MONEY);
      }
    } catch (InterruptedException e) {
      events.compared(sample.rung(), FAILED); // the process ends
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("request_id", sample.x().id())
          .setCause(e)
          .log("a shadow evaluation failed in us");
      events.compared(sample.rung(), FAILED);
    } finally {
      running.remove(Thread.currentThread());
      places.release();
    }
  }

  private static boolean isAffordable(ChatRequest question, Case sample) {
    Usd worst = WorstCase.of(question, sample.reference()).cost();
    return worst.compareTo(sample.purse().left()) <= 0;
  }

  private void record(Case sample, Result result) {
    if (result != Result.UNDECIDED) {
      boolean good = result != Result.WORSE;
      quality.add(Source.SHADOW, sample.rung(), sample.x().id(), good);
      tightening.add(sample.rung(), good, sample.promised());
    }
  }

  /// Empty where the reference did not answer.
  private Optional<Result> compare(Case sample, ChatRequest question) throws InterruptedException {
    Exchange x = sample.x();
    Answer accepted = sample.served().answer();
    Optional<Answer> said = ask(sample, question, sample.reference(), Attempt.Kind.SHADOW);
    if (said.isEmpty()) {
      return Optional.empty();
    }
    Answer reference = said.get();
    learnLengths(sample, reference);
    if (reference.finishedWith("length") || accepted.finishedWith("length")) {
      return Optional.of(Result.UNDECIDED); // half of an answer is no measure of a whole one
    }
    Optional<Result> byFinalAnswer = comparison.of(x, accepted, reference);
    return Optional.of(byFinalAnswer.isPresent() ? byFinalAnswer.get() : judged(sample, reference));
  }

  private Optional<Answer> ask(
      Case sample, ChatRequest question, ModelConfig model, Attempt.Kind kind)
      throws InterruptedException {
    Aside.Said said = aside.ask(sample.x(), question, model, kind, sample.purse());
    events.paid(said.exchange());
    return said.answer();
  }

  /// What both models have said is a pair that savings can be estimated from.
  private void learnLengths(Case sample, Answer reference) {
    Usage served = sample.served().answer().usage();
    Usage other = reference.usage();
    if (served != null && other != null) {
      lengths.observe(
          sample.rung().task(),
          sample.served().model(),
          served.output(),
          sample.reference().id(),
          other.output());
    }
  }

  private Result judged(Case sample, Answer reference) throws InterruptedException {
    GatewayConfig config = sample.x().config();
    Tier tier = config.cascade().shadow().judge().tier();
    String id = tier == null ? null : config.tiers().get(tier);
    ModelConfig judge = id == null ? null : config.model(id);
    Answer accepted = sample.served().answer();
    if (judge == null || !accepted.toolCalls().isEmpty() || !reference.toolCalls().isEmpty()) {
      return Result.UNDECIDED;
    }
    Optional<JudgePrompt.Letter> first = letter(sample, judge, accepted, reference);
    Optional<JudgePrompt.Letter> second =
        first.isEmpty() ? first : letter(sample, judge, reference, accepted);
    return second.isEmpty()
        ? Result.UNDECIDED
        : JudgePrompt.combined(first.orElseThrow(), second.get());
  }

  private Optional<JudgePrompt.Letter> letter(Case sample, ModelConfig judge, Answer a, Answer b)
      throws InterruptedException {
    byte[] body = JudgePrompt.body(judge.id(), sample.x().request(), a, b);
    Optional<ChatRequest> question = Aside.scanned(body);
    if (question.isEmpty()) {
      return Optional.empty();
    }
    return ask(sample, question.get(), judge, Attempt.Kind.JUDGE).flatMap(JudgePrompt::read);
  }

  /// How many are running now.
  public int running() {
    return AT_ONCE - places.availablePermits();
  }

  /// Begins nothing new from now on.
  public void stop() {
    stopping = true;
  }

  /// Lets what is running end within the time, then interrupts it and waits for its rows. After
  /// [#stop]; before the ledger is closed.
  public void drain(Duration patience) throws InterruptedException {
    if (places.tryAcquire(AT_ONCE, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      places.release(AT_ONCE);
      return;
    }
    running.forEach(Thread::interrupt);
    if (places.tryAcquire(AT_ONCE, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
      places.release(AT_ONCE);
    }
  }
}
