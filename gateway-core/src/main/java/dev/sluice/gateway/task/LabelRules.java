package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.CLASSIFICATION;

import java.util.List;

/// Signs that one of a set of labels is wanted.
final class LabelRules {
  private LabelRules() {}

  static List<Rule> of(CueBook book) {
    int classify = book.id("classify");
    int sentiment = book.id("sentiment");
    int polar = book.id("polar");
    int spam = book.id("spam");
    int whichOf = book.id("which-of");
    int trueOrFalse = book.id("true-or-false");
    int same = book.id("same-meaning");
    int judge = book.id("judge");
    int rate = book.id("rate");
    int only = book.id("answer-only");
    int review = book.id("review");
    int code = book.id("code-language");
    int ask = book.id("code-ask");
    return List.of(
        new Rule(
            "classify-first",
            CLASSIFICATION,
            r -> r.cues().opens(classify) && !r.cues().asks(code) && !r.is(Fact.FENCE)),
        new Rule(
            "classify-text",
            CLASSIFICATION,
            r -> r.cues().asks(classify) && !r.cues().asks(code) && !r.cues().asks(ask)),
        new Rule(
            "sentiment",
            CLASSIFICATION,
            r -> r.cues().asks(sentiment) && !r.cues().asks(code) && !r.cues().asks(ask)),
        new Rule("polar-labels", CLASSIFICATION, r -> r.cues().asks(polar) && !r.cues().asks(code)),
        new Rule(
            "which-of-labels",
            CLASSIFICATION,
            r -> r.cues().asks(whichOf) && !r.is(Fact.LETTERED_OPTIONS) && !r.is(Fact.LATEX)),
        new Rule(
            "yes-or-no",
            CLASSIFICATION,
            r -> r.cues().asks(trueOrFalse) && (r.cues().asks(judge) || r.words() > 12)),
        new Rule(
            "same-meaning",
            CLASSIFICATION,
            r -> r.cues().asks(same) && (r.cues().has(trueOrFalse) || r.is(Fact.FEW_LINES))),
        new Rule("judge-spam", CLASSIFICATION, r -> r.cues().asks(judge) && r.cues().asks(spam)),
        new Rule("rate-review", CLASSIFICATION, r -> r.cues().asks(rate) && r.cues().has(review)),
        new Rule(
            "one-label-only",
            CLASSIFICATION,
            r -> r.cues().asks(only) && (r.cues().asks(judge) || r.cues().asks(classify))));
  }
}
