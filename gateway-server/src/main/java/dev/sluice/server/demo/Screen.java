package dev.sluice.server.demo;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;

/// What the output can show: how wide it is, whether colours and box drawing come out.
///
/// @param columns of a line
/// @param terminal whether a line can be written over
/// @param colours whether escape sequences may be written
/// @param drawing whether characters beyond ASCII may be written
public record Screen(int columns, boolean terminal, boolean colours, boolean drawing) {

  private static final int USUAL = 80;
  private static final int NARROWEST = 20;

  /// What a file gets.
  public static final Screen PLAIN = new Screen(USUAL, false, false, true);

  /// The screen that the environment tells of (`COLUMNS`, `NO_COLOR`, `TERM`).
  public static Screen of(Map<String, String> environment, boolean terminal, Charset charset) {
    boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean colours = terminal && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    CharsetEncoder encoder = charset.canEncode() ? charset.newEncoder() : null;
    boolean drawing = encoder != null && encoder.canEncode("─━█░·…×");
    return new Screen(columns(environment), terminal && !dumb, colours, drawing);
  }

  private static int columns(Map<String, String> environment) {
    try {
      return Math.max(NARROWEST, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
    } catch (NumberFormatException e) {
      return USUAL;
    }
  }

  /// The text, in ASCII where nothing else comes out.
  String text(String text) {
    return drawing
        ? text
        : text.replace('─', '-')
            .replace('━', '=')
            .replace('█', '#')
            .replace('░', '.')
            .replace('·', '|')
            .replace('×', 'x')
            .replace("…", "...");
  }

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String green(String text) {
    return styled("1;32", text);
  }

  String red(String text) {
    return styled("1;31", text);
  }

  String cyan(String text) {
    return styled("36", text);
  }

  private String styled(String code, String text) {
    String shown = text(text);
    return colours && !text.isBlank() ? "\u001b[" + code + "m" + shown + "\u001b[0m" : shown;
  }
}
