package dev.sluice.gateway.quality;

import com.networknt.schema.regex.RegularExpression;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern from a stranger: matching gives up once it has looked at too many characters, since
/// `(a+)+$` would otherwise look at exponentially many.
///
/// ECMA-262 patterns that Java reads differently are read Java's way. A pattern that it cannot
/// read, or that takes too long, matches: the library would write a failure, and with it the
/// client's pattern, into the log.
final class BoundedRegex implements RegularExpression {

  private static final int LOOKS = 2_000_000;

  private final Pattern pattern;

  private BoundedRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  static RegularExpression compile(String regex) {
    try {
      return new BoundedRegex(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      return _ -> true;
    }
  }

  @Override
  public boolean matches(String value) {
    try {
      return pattern.matcher(new Counted(value, new AtomicInteger(LOOKS))).find();
    } catch (TooLong e) {
      return true;
    }
  }

  /// Text that counts how often it is looked at.
  private record Counted(String text, AtomicInteger left) implements CharSequence {

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (left.getAndDecrement() <= 0) {
        throw new TooLong();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end), left);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("pattern takes too long", null, false, false);
    }
  }
}
