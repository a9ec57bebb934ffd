package dev.sluice.gateway.quality;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Words of doubt and of changing one's mind.
final class HedgingSignal implements Signal {

  private static final int[] DOUBT =
      Stream.of(
              "however",
              "wait",
              "approximately",
              "assume",
              "assuming",
              "assumption",
              "might",
              "maybe",
              "perhaps",
              "seem",
              "seems",
              "mistake",
              "recheck",
              "reevaluate",
              "evaluate",
              "actually",
              "instead",
              "contradicts",
              "contradiction",
              "error",
              "incorrect",
              "incorrectly",
              "correction",
              "corrected",
              "estimate",
              "upon",
              "simplify",
              "guess",
              "unclear",
              "unsure",
              "probably",
              "likely",
              "let",
              "re")
          .mapToInt(word -> Words.of(word)[0])
          .sorted()
          .toArray();

  @Override
  public List<String> features() {
    return List.of("doubts", "share");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    int count = 0;
    for (int word : answer.words()) {
      count += Arrays.binarySearch(DOUBT, word) >= 0 ? 1 : 0;
    }
    row.add(count).add(count / (1.0 + answer.words().length));
  }
}
