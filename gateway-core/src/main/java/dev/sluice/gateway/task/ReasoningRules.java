package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.COMPLEX_REASONING;

import java.util.List;

/// Signs that the answer takes several steps of mathematics, science or logic.
final class ReasoningRules {
  private ReasoningRules() {}

  static List<Rule> of(CueBook book) {
    int ask = book.id("math-ask");
    int proof = book.id("proof");
    int thing = book.id("math-thing");
    int many = book.id("how-many");
    int word = book.id("word-problem");
    int steps = book.id("step-by-step");
    int puzzle = book.id("puzzle");
    int science = book.id("science");
    int code = book.id("code-language");
    int codeAsk = book.id("code-ask");
    return List.of(
        new Rule(
            "word-problem",
            COMPLEX_REASONING,
            r -> r.cues().asks(many) && r.cues().has(word) && severalNumbers(r)),
        new Rule(
            "solve-mathematics",
            COMPLEX_REASONING,
            r -> r.cues().asks(ask) && r.cues().has(thing) && !r.cues().asks(code)),
        new Rule(
            "proof",
            COMPLEX_REASONING,
            r -> r.cues().asks(proof) && (r.cues().has(thing) || r.is(Fact.LATEX))),
        new Rule("latex", COMPLEX_REASONING, r -> r.is(Fact.LATEX) && !r.is(Fact.FENCE)),
        new Rule(
            "numbers-in-steps",
            COMPLEX_REASONING,
            r -> r.cues().asks(steps) && !r.is(Fact.NO_LANGUAGE) && severalNumbers(r)),
        new Rule(
            "options-of-science",
            COMPLEX_REASONING,
            r -> r.is(Fact.LETTERED_OPTIONS) && (r.cues().has(science) || r.cues().has(thing))),
        new Rule(
            "logic-puzzle",
            COMPLEX_REASONING,
            r -> r.cues().asks(puzzle) && r.is(Fact.ASKS_SOMEWHERE) && !r.cues().asks(codeAsk)),
        new Rule(
            "science-problem",
            COMPLEX_REASONING,
            r ->
                r.cues().has(science)
                    && severalNumbers(r)
                    && (r.cues().asks(ask) || r.is(Fact.ENDS_WITH_QUESTION))),
        new Rule(
            "formula-to-solve",
            COMPLEX_REASONING,
            r -> r.is(Fact.FORMULA) && r.cues().asks(ask) && !r.cues().asks(code)));
  }

  private static boolean severalNumbers(Reading r) {
    return r.is(Fact.FEW_NUMBERS) || r.is(Fact.SOME_NUMBERS) || r.is(Fact.MANY_NUMBERS);
  }
}
