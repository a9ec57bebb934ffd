package dev.sluice.server.evaluate;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// A report on routing for programs: its records as JSON, names in snake case.
public final class RoutesJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private RoutesJson() {}

  public static String of(RoutesReport report) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
  }
}
