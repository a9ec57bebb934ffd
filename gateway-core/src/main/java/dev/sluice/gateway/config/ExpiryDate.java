package dev.sluice.gateway.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// The moment from which a key is refused, as people write it: RFC 3339, or a date, which means its
/// first moment in UTC.
public final class ExpiryDate {

  /// What to write, for messages.
  public static final String EXPECTED =
      "a date such as 2027-01-31 or a time such as 2027-01-31T12:00:00Z";

  private static final int DATE_LENGTH = 10;

  private ExpiryDate() {}

  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.length() == DATE_LENGTH
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
