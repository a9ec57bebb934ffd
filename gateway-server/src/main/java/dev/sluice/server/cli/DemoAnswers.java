package dev.sluice.server.cli;

import dev.sluice.fixtures.AnswerBook;
import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.ToolCall;
import dev.sluice.fixtures.traffic.SampleAnswer;
import dev.sluice.fixtures.traffic.SampleAnswers;
import dev.sluice.fixtures.traffic.SampleTraffic;
import dev.sluice.gateway.terms.Tier;

/// What the simulated models say to the sample traffic, each as its tier would.
final class DemoAnswers {

  private DemoAnswers() {}

  static AnswerBook book() {
    SampleAnswers answers = SampleTraffic.load().answers();
    return (model, prompt) ->
        answers.find(prompt.lastUserText(), tier(model)).map(DemoAnswers::canned);
  }

  private static Tier tier(String model) {
    return switch (model) {
      case "Qwen/Qwen3-8B" -> Tier.BUDGET;
      case "deepseek-reasoner", "gpt-4o" -> Tier.PREMIUM;
      default -> Tier.STANDARD;
    };
  }

  private static CannedAnswer canned(SampleAnswer answer) {
    ToolCall[] calls =
        answer.toolCalls().stream()
            .map(call -> new ToolCall("call_" + call.name(), call.name(), call.arguments()))
            .toArray(ToolCall[]::new);
    CannedAnswer canned =
        calls.length > 0 ? CannedAnswer.calls(calls) : CannedAnswer.text(answer.text());
    return canned
        .withFinishReason(answer.finishReason())
        .withReasoning("so, ".repeat(answer.reasoningTokens()));
  }
}
