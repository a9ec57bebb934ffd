package dev.sluice.gateway.task;

import java.util.List;

/// The caller's own words in a turn: without what an agent wrapped around them, and bounded.
///
/// Coding agents send environment blocks, reminders and tool output inside the user turn; they say
/// nothing of the task. What remains is cut to its head and tail, since instructions stand at
/// either end. Every pass is linear and looks at no more than [#EXAMINED] characters, so that
/// hostile input costs no more than long input.
final class PromptText {
  /// Characters that the classifier reads of one turn; half as many where most are Han or kana,
  /// which say about twice as much each.
  static final int LIMIT = 1_400;

  /// Characters that are looked at before anything else is cut.
  static final int EXAMINED = 32_000;

  private static final int TAIL = 560;
  private static final int SAMPLE = 200;
  private static final int LONGEST_WORD = 120;
  private static final int KEPT_LOG_LINES = 3;

  /// Elements that hold the words of the person; the last one wins.
  private static final List<String> SPOKEN =
      List.of("user_query", "user_message", "user_request", "user_input", "task", "feedback");

  /// Parts of element names that agents use for what the person did not write.
  private static final List<String> WRAPPING =
      List.of(
          "environment",
          "reminder",
          "user_info",
          "_details",
          "attached",
          "workspace",
          "editor",
          "git_status",
          "gitstatus",
          "command-",
          "stdout",
          "stderr",
          "tool_",
          "open_files",
          "additional_data",
          "project_layout",
          "user_rules",
          "system_info",
          "custom_instructions");

  private PromptText() {}

  /// The words of `raw` that count, at most `limit` characters.
  static String of(String raw, int limit) {
    String text = ends(raw, EXAMINED, EXAMINED / 2);
    if (text.indexOf('<') >= 0) {
      text = withoutWrapping(spoken(text));
    }
    if (text.length() > limit / 2) {
      text = withoutNoise(text);
    }
    int room = isDense(text) ? limit / 2 : limit;
    return ends(text, room, room * TAIL / LIMIT);
  }

  private static boolean isDense(String text) {
    int sample = Math.min(SAMPLE, text.length());
    int dense = 0;
    for (int i = 0; i < sample; i++) {
      char c = text.charAt(i);
      dense += c >= 0x2E80 && c < 0xAC00 ? 1 : 0;
    }
    return 2 * dense > sample;
  }

  /// Head and tail of a text, joined by a line break; surrogate pairs may be cut.
  private static String ends(String text, int limit, int tail) {
    if (text.length() <= limit) {
      return text;
    }
    return text.substring(0, limit - tail - 1) + '\n' + text.substring(text.length() - tail);
  }

  private static String spoken(String text) {
    for (String name : SPOKEN) {
      int close = text.lastIndexOf("</" + name + ">");
      int open = close < 0 ? -1 : text.lastIndexOf("<" + name + ">", close);
      if (open >= 0) {
        String inner = text.substring(open + name.length() + 2, close).strip();
        if (!inner.isEmpty()) {
          return inner;
        }
      }
    }
    return text;
  }

  private static String withoutWrapping(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    int budget = 64; // elements looked at, which bounds the searches for closing tags
    for (int at = text.indexOf('<'); at >= 0 && budget > 0; at = text.indexOf('<', at + 1)) {
      String name = elementName(text, at);
      if (name.isEmpty() || WRAPPING.stream().noneMatch(name::contains)) {
        continue;
      }
      budget--;
      String close = "</" + name + ">";
      int end = text.indexOf(close, at);
      if (end >= 0) {
        kept.append(text, from, at).append('\n');
        from = end + close.length();
        at = from - 1;
      }
    }
    String rest = kept.append(text, from, text.length()).toString();
    return rest.isBlank() ? text : rest.strip();
  }

  private static String elementName(String text, int open) {
    int end = open + 1;
    int limit = Math.min(text.length(), open + 40);
    while (end < limit && isNameChar(text.charAt(end))) {
      end++;
    }
    boolean closes = end < limit && (text.charAt(end) == '>' || text.charAt(end) == ' ');
    return closes ? text.substring(open + 1, end) : "";
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  }

  /// Drops all but the first lines of a log or stack trace, and the rest of endless words.
  private static String withoutNoise(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int logLines = 0;
    int line = 0;
    while (line < text.length()) {
      int next = text.indexOf('\n', line);
      int end = next < 0 ? text.length() : next;
      logLines = isLogLine(text, line, end) ? logLines + 1 : 0;
      if (logLines <= KEPT_LOG_LINES) {
        appendWords(text, line, end, kept);
        kept.append('\n');
      }
      line = end + 1;
    }
    return kept.toString();
  }

  private static void appendWords(String text, int from, int to, StringBuilder kept) {
    int run = 0;
    int start = from;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      run = c > ' ' && c < 0x250 ? run + 1 : 0;
      if (run > LONGEST_WORD) {
        if (i > start) {
          kept.append(text, start, i);
        }
        start = i + 1;
      }
    }
    kept.append(text, start, to);
  }

  private static boolean isLogLine(String text, int from, int to) {
    int at = from;
    while (at < to && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    if (text.startsWith("at ", at)) {
      return text.indexOf('(', at) >= 0 && to > at && text.charAt(to - 1) == ')';
    }
    at += at < to && text.charAt(at) == '[' ? 1 : 0;
    return to - at > 16
        && isDigit(text.charAt(at))
        && isDigit(text.charAt(at + 1))
        && (text.charAt(at + 4) == '-' || text.charAt(at + 2) == ':');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
