package dev.sluice.gateway.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/// The UTC day and month that a moment lies in, each counted upwards.
///
/// @param day days since 1970-01-01
/// @param month months since year 0
record Period(long day, long month) {

  static final long SECONDS_A_DAY = 86_400;

  static Period of(Instant now) {
    long day = day(now);
    return new Period(day, LocalDate.ofEpochDay(day).getLong(ChronoField.PROLEPTIC_MONTH));
  }

  static long day(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), SECONDS_A_DAY);
  }

  /// How much of the day is over, 0…1.
  static double elapsedOfDay(Instant now) {
    return Math.floorMod(now.getEpochSecond(), SECONDS_A_DAY) / (double) SECONDS_A_DAY;
  }

  /// How much of the month is over, 0…1.
  static double elapsedOfMonth(Instant now) {
    LocalDate date = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return (date.getDayOfMonth() - 1 + elapsedOfDay(now)) / date.lengthOfMonth();
  }
}
