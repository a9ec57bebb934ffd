package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.GENERAL;

import java.util.List;

/// Signs of writing, advice and conversation, which have no task of their own.
final class WritingRules {
  private WritingRules() {}

  static List<Rule> of(CueBook book) {
    int create = book.id("create");
    int rewrite = book.id("rewrite");
    int suggest = book.id("suggest");
    int roleplay = book.id("roleplay");
    int greet = book.id("greet");
    int thanks = book.id("thanks");
    int self = book.id("self");
    int joke = book.id("joke");
    int codeAsk = book.id("code-ask");
    int language = book.id("code-language");
    int translate = book.id("translate");
    int summarize = book.id("summarize");
    int classify = book.id("classify");
    return List.of(
        new Rule(
            "write-something",
            GENERAL,
            r ->
                r.cues().opens(create)
                    && !r.cues().asks(codeAsk)
                    && !r.cues().asks(language)
                    && !r.cues().asks(translate)
                    && !r.cues().asks(summarize)),
        new Rule(
            "rewrite-something",
            GENERAL,
            r ->
                r.cues().opens(rewrite)
                    && !r.is(Fact.FENCE)
                    && !r.is(Fact.CODE_LINES)
                    && !r.cues().asks(language)
                    && !r.cues().asks(translate)),
        new Rule(
            "advice",
            GENERAL,
            r ->
                r.cues().asks(suggest)
                    && !r.cues().asks(language)
                    && !r.cues().asks(classify)
                    && !r.cues().asks(summarize)),
        new Rule(
            "play-a-role",
            GENERAL,
            r -> r.cues().opens(roleplay) && !r.cues().asks(language) && !r.is(Fact.FENCE)),
        new Rule(
            "small-talk",
            GENERAL,
            r ->
                r.words() < 10
                    && (r.cues().opens(greet) || r.cues().opens(thanks) || r.cues().has(self))),
        new Rule("joke", GENERAL, r -> r.cues().asks(joke) && r.words() < 20));
  }
}
