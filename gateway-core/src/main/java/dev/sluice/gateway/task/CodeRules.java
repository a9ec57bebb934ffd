package dev.sluice.gateway.task;

import static dev.sluice.gateway.terms.TaskType.CODE_GENERATION;

import java.util.List;

/// Signs that code is to be written, changed or repaired.
final class CodeRules {
  private CodeRules() {}

  static List<Rule> of(CueBook book) {
    int ask = book.id("code-ask");
    int language = book.id("code-language");
    int tool = book.id("code-tool");
    int thing = book.id("code-thing");
    int error = book.id("code-error");
    int syntax = book.id("code-syntax");
    int howTo = book.id("how-to");
    int fill = book.id("shorten");
    return List.of(
        new Rule(
            "code-in-language",
            CODE_GENERATION,
            r -> r.cues().asks(ask) && (r.cues().asks(language) || r.cues().asks(tool))),
        new Rule("code-of-thing", CODE_GENERATION, r -> r.cues().asks(ask) && r.cues().asks(thing)),
        new Rule(
            "how-in-language",
            CODE_GENERATION,
            r -> r.cues().asks(howTo) && (r.cues().asks(language) || r.cues().asks(tool))),
        new Rule(
            "error-with-code",
            CODE_GENERATION,
            r ->
                r.cues().has(error)
                    && (r.cues().has(syntax) || r.cues().has(language) || r.cues().has(tool))),
        new Rule("code-given", CODE_GENERATION, r -> r.is(Fact.CODE_LINES) && r.cues().has(syntax)),
        new Rule("code-fence", CODE_GENERATION, r -> r.is(Fact.FENCE) && r.cues().has(thing)),
        new Rule(
            "language-and-thing",
            CODE_GENERATION,
            r -> r.cues().asks(language) && r.cues().asks(thing) && !r.cues().asks(fill)));
  }
}
