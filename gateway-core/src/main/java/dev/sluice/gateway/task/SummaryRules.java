package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.SUMMARIZATION;

import java.util.List;

/// Signs that a given text is to be made shorter.
final class SummaryRules {
  private static final int MATERIAL = 25;

  private SummaryRules() {}

  static List<Rule> of(CueBook book) {
    int summarize = book.id("summarize");
    int tldr = book.id("tldr");
    int points = book.id("key-points");
    int document = book.id("document");
    int shorten = book.id("shorten");
    int create = book.id("create");
    int translate = book.id("translate");
    return List.of(
        new Rule(
            "summarize-first",
            SUMMARIZATION,
            r -> r.cues().opens(summarize) && r.words() > MATERIAL && !r.cues().asks(translate)),
        new Rule(
            "summarize-text",
            SUMMARIZATION,
            r -> r.cues().asks(summarize) && r.cues().asks(document) && r.words() > MATERIAL),
        new Rule(
            "summarize-last",
            SUMMARIZATION,
            r -> r.cues().in(summarize, Cues.TAIL) && !r.cues().in(create, Cues.TAIL)),
        new Rule(
            "tldr",
            SUMMARIZATION,
            r -> r.cues().in(tldr, Cues.TAIL) || (r.cues().asks(tldr) && r.cues().asks(document))),
        new Rule(
            "points-of-text",
            SUMMARIZATION,
            r -> r.cues().asks(points) && r.cues().asks(document) && r.words() > MATERIAL),
        new Rule(
            "shorten-text",
            SUMMARIZATION,
            r -> r.cues().asks(shorten) && r.words() > 2 * MATERIAL && !r.cues().has(translate)));
  }
}
