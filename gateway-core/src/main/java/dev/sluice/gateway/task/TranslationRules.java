package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.TRANSLATION;

import java.util.List;

/// Signs that a text is to be said in another natural language.
final class TranslationRules {
  private TranslationRules() {}

  static List<Rule> of(CueBook book) {
    int translate = book.id("translate");
    int sayIn = book.id("say-in");
    int into = book.id("into-language");
    int language = book.id("language-name");
    int code = book.id("code-language");
    int ask = book.id("code-ask");
    int create = book.id("create");
    return List.of(
        new Rule(
            "translate-verb",
            TRANSLATION,
            r -> r.cues().asks(translate) && !programs(r, code, ask)),
        new Rule(
            "translate-into-language",
            TRANSLATION,
            r -> r.cues().asks(translate) && (r.cues().asks(into) || r.cues().asks(language))),
        new Rule(
            "translate-first", TRANSLATION, r -> r.cues().opens(translate) && !r.cues().asks(code)),
        new Rule(
            "say-in-language",
            TRANSLATION,
            r -> r.cues().asks(sayIn) && (r.cues().asks(into) || r.cues().asks(language))),
        new Rule(
            "short-into-language",
            TRANSLATION,
            r -> r.cues().asks(into) && r.words() < 16 && !r.cues().has(create)));
  }

  private static boolean programs(Reading r, int code, int ask) {
    return r.cues().asks(code) || r.cues().asks(ask) || r.is(Fact.FENCE) || r.is(Fact.CODE_LINES);
  }
}
