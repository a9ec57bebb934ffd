package dev.sluice.gateway.task;

import java.util.EnumSet;

/// Reads the [facts][Fact] of a prompt's form: one pass over its characters, one over its tokens.
final class Layout {
  private static final int[] LENGTHS = {20, 50, 100, 200, 400, 800, 1600};
  private static final Fact[] LENGTH_FACTS = {
    Fact.UNDER_20_CHARS,
    Fact.UNDER_50_CHARS,
    Fact.UNDER_100_CHARS,
    Fact.UNDER_200_CHARS,
    Fact.UNDER_400_CHARS,
    Fact.UNDER_800_CHARS,
    Fact.UNDER_1600_CHARS,
    Fact.LONG
  };

  private final String text;
  private final EnumSet<Fact> facts = EnumSet.noneOf(Fact.class);

  private Layout(String text) {
    this.text = text;
  }

  /// The facts of a user turn's text (raw, already bounded) and its tokens.
  static EnumSet<Fact> of(String text, Tokens tokens, int userStart, int headEnd) {
    Layout layout = new Layout(text.strip());
    layout.length();
    Lines.facts(layout.text, layout.facts);
    layout.marks();
    layout.ending();
    layout.script(tokens, userStart);
    Language.facts(tokens, userStart, headEnd, layout.facts);
    return layout.facts;
  }

  private void length() {
    int bucket = 0;
    while (bucket < LENGTHS.length && text.length() >= LENGTHS[bucket]) {
      bucket++;
    }
    facts.add(LENGTH_FACTS[bucket]);
  }

  private void marks() {
    int marks = 0;
    int questions = 0;
    int joined = 0;
    int formulas = 0;
    boolean latex = false;
    char last = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isLower(c)) {
        last = c;
        continue;
      }
      switch (c) {
        case '{', '}', ';', '=', '<', '>', '[', ']', '(', ')' -> marks++;
        case '?', '？' -> questions++;
        case '\\' -> latex |= i + 2 < text.length() && isLower(text.charAt(i + 2));
        case '"', '“', '”', '「', '«', '„' -> facts.add(Fact.QUOTES);
        case '$', '%', '€', '£', '¥', '元', '円' -> facts.add(Fact.MONEY_OR_PERCENT);
        default -> {}
      }
      joined += isLower(last) && (c == '_' || (c >= 'A' && c <= 'Z')) ? 1 : 0;
      formulas += isOperator(c) && isOperand(last) && nextIsOperand(i + 1) ? 1 : 0;
      last = c == ' ' ? last : c;
    }
    addIf(Fact.CODE_MARKS, marks >= 6 && marks * 22 > text.length());
    addIf(Fact.ASKS_SOMEWHERE, questions > 0);
    addIf(Fact.SEVERAL_QUESTIONS, questions > 1);
    addIf(Fact.CAMEL_OR_SNAKE, joined > 0);
    addIf(Fact.LATEX, latex && (text.indexOf('$') >= 0 || text.contains("\\frac")));
    addIf(Fact.FORMULA, formulas > 0);
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isOperator(char c) {
    return c == '+' || c == '*' || c == '=' || c == '^' || c == '×' || c == '÷' || c == '/';
  }

  private static boolean isOperand(char c) {
    return (c >= '0' && c <= '9') || c == ')' || c == 'x' || c == 'n' || c == 'y';
  }

  private boolean nextIsOperand(int from) {
    int at = from < text.length() && text.charAt(from) == ' ' ? from + 1 : from;
    return at < text.length() && (isOperand(text.charAt(at)) || text.charAt(at) == '(');
  }

  private void ending() {
    if (text.isEmpty()) {
      return;
    }
    switch (text.charAt(text.length() - 1)) {
      case '?', '？' -> facts.add(Fact.ENDS_WITH_QUESTION);
      case ':', '：' -> facts.add(Fact.ENDS_WITH_COLON);
      case '.', '。', '!', '！' -> facts.add(Fact.ENDS_WITH_STOP);
      default -> facts.add(Fact.ENDS_OPEN);
    }
    int head = Math.min(text.length(), 160);
    int colon = text.indexOf(':');
    int wide = text.indexOf('：');
    addIf(Fact.COLON_IN_HEAD, (colon >= 0 && colon < head) || (wide >= 0 && wide < head));
  }

  private void script(Tokens tokens, int userStart) {
    int numbers = 0;
    int words = 0;
    int han = 0;
    int kana = 0;
    int other = 0;
    for (int token = userStart; token < tokens.count; token++) {
      char c = tokens.chars[tokens.start[token]];
      switch (tokens.kind[token]) {
        case Tokens.NUMBER -> numbers++;
        case Tokens.LETTER -> {
          han += c >= 0x3400 && c < 0xA000 ? 1 : 0;
          kana += c >= 0x3040 && c < 0x3100 ? 1 : 0;
        }
        case Tokens.WORD -> {
          words += c < 0x250 ? 1 : 0;
          other += c >= 0x250 ? 1 : 0;
        }
        default -> {}
      }
    }
    addIf(Fact.FEW_NUMBERS, numbers == 1 || numbers == 2);
    addIf(Fact.SOME_NUMBERS, numbers >= 3 && numbers <= 5);
    addIf(Fact.MANY_NUMBERS, numbers >= 6);
    addIf(Fact.HAN, han > 0 && kana * 8 < han);
    addIf(Fact.KANA, kana > 0 && kana * 8 >= han);
    addIf(Fact.OTHER_SCRIPT, other > words);
    addIf(Fact.HAN_AND_LATIN, han + kana > 3 && words > 3);
  }

  private void addIf(Fact fact, boolean holds) {
    if (holds) {
      facts.add(fact);
    }
  }
}
