package dev.sluice.gateway.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number as an answer states it: thousands separators, trailing zeros and spelling do not
/// matter, a fraction is exact, a percentage is not its bare number.
///
/// Equal by value: `1,200.50` is `1200.5`, `\frac{1}{2}` is `0.5`, `50%` is `0.5` but not `50`.
record Quantity(BigDecimal numerator, BigDecimal denominator) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final String N =
      "(?:\\d{1,3}(?:,\\d{3})+(?![\\d])(?:\\.\\d+)?|\\d{1,40}(?:\\.\\d{1,40})?|\\.\\d{1,40})(?:[eE][-+]?\\d{1,3})?";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![A-Za-z0-9_.])(-?)\\s?[$€£¥]?(-?)(?:(?<whole>\\d{1,9})\\s+)?"
              + "(?:\\\\frac\\s*\\{(?<a>-?"
              + N
              + ")\\}\\s*\\{(?<b>"
              + N
              + ")\\}"
              + "|(?<c>"
              + N
              + ")\\s?/\\s?(?<d>"
              + N
              + ")(?![\\d/])"
              + "|(?<n>"
              + N
              + "))(?<percent>\\s?(?:%|％|percent\\b|per cent\\b))?");
  private static final Pattern SPELLING =
      Pattern.compile("\\\\[!,;:]|\\\\(?:left|right)|\\{,\\}|\\^\\{?\\\\circ\\}?");

  /// All numbers of a text in order.
  static List<Quantity> allIn(String text) {
    List<Quantity> found = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(plain(text));
    while (matcher.find()) {
      Quantity quantity = of(matcher);
      if (quantity != null) {
        found.add(quantity);
      }
    }
    return found;
  }

  /// What is left of a text when its numbers are taken out.
  static String without(String text) {
    return NUMBER.matcher(plain(text)).replaceAll(" ");
  }

  private static String plain(String text) {
    String spelled =
        text.replace('−', '-')
            .replace("\\dfrac", "\\frac")
            .replace("\\tfrac", "\\frac")
            .replace("{,}", ",")
            .replace("\\%", "%")
            .replace("\\$", "$");
    return SPELLING.matcher(spelled).replaceAll("");
  }

  private static @Nullable Quantity of(Matcher m) {
    BigDecimal over = BigDecimal.ONE;
    BigDecimal value;
    if (m.group("a") != null) {
      value = number(m.group("a"));
      over = number(m.group("b"));
    } else if (m.group("c") != null) {
      value = number(m.group("c"));
      over = number(m.group("d"));
    } else {
      value = number(m.group("n"));
    }
    if (over.signum() == 0) {
      return null;
    }
    String whole = m.group("whole");
    if (whole != null) {
      value = value.add(number(whole).multiply(over));
    }
    boolean negative = !m.group(1).isEmpty() || !m.group(2).isEmpty();
    return new Quantity(
        negative ? value.negate() : value,
        m.group("percent") == null ? over : over.multiply(HUNDRED));
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text.replace(",", ""));
  }

  /// As one decimal number.
  String decimal() {
    return numerator.divide(denominator, MathContext.DECIMAL64).stripTrailingZeros().toString();
  }

  boolean isSameAs(Quantity other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator))
        == 0;
  }
}
