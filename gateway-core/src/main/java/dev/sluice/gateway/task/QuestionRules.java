package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.SIMPLE_QA;

import java.util.List;

/// Signs that one short fact is asked for, from memory or from a text given along.
final class QuestionRules {
  private static final int SHORT = 18;

  private QuestionRules() {}

  static List<Rule> of(CueBook book) {
    int who = book.id("who");
    int when = book.id("when-where");
    int what = book.id("what-is");
    int fact = book.id("fact-of");
    int define = book.id("define");
    int answer = book.id("answer-it");
    int context = book.id("from-context");
    int suggest = book.id("suggest");
    int self = book.id("self");
    int code = book.id("code-language");
    int tool = book.id("code-tool");
    return List.of(
        new Rule(
            "who-or-when",
            SIMPLE_QA,
            r ->
                (r.cues().opens(who) || r.cues().opens(when))
                    && r.words() < SHORT
                    && !r.cues().has(self)
                    && !r.cues().has(suggest)),
        new Rule(
            "fact-asked",
            SIMPLE_QA,
            r ->
                r.cues().asks(fact)
                    && (r.cues().opens(what) || r.cues().opens(who) || r.cues().opens(when))
                    && r.words() < SHORT
                    && !r.cues().has(code)),
        new Rule(
            "definition",
            SIMPLE_QA,
            r -> r.cues().asks(define) && r.words() < SHORT && !r.cues().has(tool)),
        new Rule(
            "question-and-text",
            SIMPLE_QA,
            r -> r.cues().asks(context) && asked(r, answer) && !r.is(Fact.LETTERED_OPTIONS)),
        new Rule(
            "short-answer-asked",
            SIMPLE_QA,
            r -> r.cues().asks(answer) && r.is(Fact.ASKS_SOMEWHERE) && r.words() < 2 * SHORT));
  }

  private static boolean asked(Reading r, int answer) {
    return r.cues().asks(answer) || r.is(Fact.ASKS_SOMEWHERE);
  }
}
