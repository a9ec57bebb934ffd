package dev.sluice.server.report;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A moment as people write it: how long ago (`30m`, `12h`, `7d`, `2w`), a date, whose first moment
/// in UTC it is, or RFC 3339.
public final class TimeText {

  /// What to write, for messages.
  public static final String EXPECTED =
      "30m, 12h, 7d or 2w ago, a date such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z";

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([mhdw])");
  private static final int DATE_LENGTH = 10;

  private TimeText() {}

  public static Optional<Instant> parse(String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    try {
      if (ago.matches()) {
        return Optional.of(
            now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1)))));
      }
      return Optional.of(
          text.length() == DATE_LENGTH
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration unit(String letter) {
    return switch (letter) {
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }
}
