package dev.sluice.gateway.task;

import java.util.EnumSet;

/// Reads what the lines of a prompt look like: code, options, list items, a dialogue.
final class Lines {
  private static final String[] STATEMENTS = {
    "import ",
    "def ",
    "class ",
    "return ",
    "#include",
    "public ",
    "const ",
    "let ",
    "var ",
    "function ",
    "for (",
    "if (",
    "from ",
    "print(",
    "SELECT ",
    "</",
    "//"
  };
  private static final String[] BLOCKS = {"if ", "for ", "while ", "else", "elif ", "try", "with "};

  private final String text;
  private final EnumSet<Fact> facts;

  private Lines(String text, EnumSet<Fact> facts) {
    this.text = text;
    this.facts = facts;
  }

  static void facts(String text, EnumSet<Fact> facts) {
    new Lines(text, facts).count();
  }

  private void count() {
    int lines = 0;
    int code = 0;
    int options = 0;
    int items = 0;
    int speakers = 0;
    for (int from = 0; from < text.length(); ) {
      int next = text.indexOf('\n', from);
      int to = next < 0 ? text.length() : next;
      int at = firstLetter(from, to);
      if (at < to) {
        lines++;
        code += isCode(at, to) ? 1 : 0;
        options += isOption(at, to) ? 1 : 0;
        items += isItem(at, to) ? 1 : 0;
        speakers += isSpeaker(at, to) ? 1 : 0;
      }
      from = to + 1;
    }
    facts.add(lines <= 1 ? Fact.ONE_LINE : lines <= 4 ? Fact.FEW_LINES : Fact.MANY_LINES);
    addIf(Fact.CODE_LINES, code >= 2 && code * 5 >= lines);
    addIf(Fact.LETTERED_OPTIONS, options >= 3);
    addIf(Fact.LISTED_ITEMS, items >= 2);
    addIf(Fact.DIALOGUE, speakers >= 3);
    addIf(Fact.FENCE, text.contains("```"));
    addIf(Fact.URL, text.contains("http://") || text.contains("https://"));
    addIf(Fact.BLANKS_TO_FILL, text.contains("___"));
  }

  private int firstLetter(int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private boolean isCode(int at, int to) {
    int end = to;
    while (end > at && text.charAt(end - 1) <= ' ') {
      end--;
    }
    char last = text.charAt(end - 1);
    if (last == ';' || last == '{' || last == '}') {
      return true;
    }
    return starts(at, STATEMENTS) || (last == ':' && starts(at, BLOCKS));
  }

  private boolean starts(int at, String[] beginnings) {
    char first = text.charAt(at);
    for (String beginning : beginnings) {
      if (beginning.charAt(0) == first && text.startsWith(beginning, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOption(int at, int to) {
    int letter = text.charAt(at) == '(' ? at + 1 : at;
    if (letter + 1 >= to) {
      return false;
    }
    char c = text.charAt(letter);
    char mark = text.charAt(letter + 1);
    boolean lettered = (c >= 'A' && c <= 'J') || (c >= 'a' && c <= 'j');
    return lettered && (mark == '.' || mark == ')' || mark == '、' || mark == ':');
  }

  private boolean isItem(int at, int to) {
    char c = text.charAt(at);
    if (c == '-' || c == '*' || c == '•') {
      return at + 1 < to && text.charAt(at + 1) == ' ';
    }
    boolean number = c >= '0' && c <= '9' && at + 1 < to;
    return number && (text.charAt(at + 1) == '.' || text.charAt(at + 1) == ')');
  }

  private boolean isSpeaker(int at, int to) {
    int limit = Math.min(to, at + 20);
    for (int i = at; i < limit; i++) {
      char c = text.charAt(i);
      if (c == ':' || c == '：') {
        return i > at;
      }
      if (!Character.isLetter(c) && c != ' ' && c != '.') {
        return false;
      }
    }
    return false;
  }

  private void addIf(Fact fact, boolean holds) {
    if (holds) {
      facts.add(fact);
    }
  }
}
