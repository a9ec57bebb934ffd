package dev.sluice.gateway.quality;

import java.util.regex.Pattern;

/// The part of a text that is written for people.
final class Prose {

  private static final Pattern THINKING =
      Pattern.compile("\\A\\s*<think>.*?(?:</think>|\\z)", Pattern.DOTALL);
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^[ \\t]*(```|~~~).*?(?:^[ \\t]*\\1|\\z)");
  private static final Pattern INLINE =
      Pattern.compile("`[^`\\n]*`|\\$\\$?[^$\\n]+\\$\\$?|\\bhttps?://\\S+|</?\\w[^>\\n]*>");

  private Prose() {}

  /// Without a leading block of visible thinking.
  static String visible(String text) {
    return text.contains("<think>") ? THINKING.matcher(text).replaceFirst("") : text;
  }

  /// Without code, formulas, tags and addresses too.
  static String of(String text) {
    String unfenced = FENCED.matcher(visible(text)).replaceAll(" ");
    return INLINE.matcher(unfenced).replaceAll(" ");
  }

  static boolean holdsCode(String text) {
    return text.contains("```") || text.contains("~~~");
  }
}
