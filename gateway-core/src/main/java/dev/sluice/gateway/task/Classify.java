package dev.sluice.gateway.task;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.terms.TaskType;

/// Stage: what kind of work an `auto` request asks for. A caller who says so is believed; every
/// other request does not need to know.
public final class Classify implements WaitingStage {

  private final TaskClassifier classifier;

  public Classify(TaskClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public Step apply(Exchange x) {
    TaskType said = x.options().task();
    if (said != null) {
      x.taskIs(new TaskDecision(said, null));
    } else if (x.plan().kind() == Plan.Kind.AUTO) {
      TaskGuess guess =
          classifier.classify(input(x.request())).orGeneralBelow(x.config().minTaskProbability());
      x.taskIs(new TaskDecision(guess.task(), guess.probability()));
    }
    return Step.CONTINUE;
  }

  private static TaskInput input(ChatRequest request) {
    String format = request.json("response_format");
    return new TaskInput(
        request.lastUserText(),
        request.systemText(),
        request.userTurns(),
        request.hasTools(),
        format != null && format.contains("json"),
        request.hasImages());
  }
}
