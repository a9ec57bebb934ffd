package dev.sluice.server.e2e;

import java.util.Locale;

/// One reading of `/metrics` in Prometheus' text form.
public record Scrape(String text) {

  /// The sum of all series of a metric that carry these labels, 0 where there is none.
  ///
  /// @param labels names and values in turn
  public double sum(String name, String... labels) {
    double sum = 0;
    for (String line : text.lines().toList()) {
      if (isSeries(line, name) && carries(line, labels)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  private static boolean isSeries(String line, String name) {
    return line.startsWith(name + "{") || line.startsWith(name + " ");
  }

  private static boolean carries(String line, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      String label = String.format(Locale.ROOT, "%s=\"%s\"", labels[i], labels[i + 1]);
      if (!line.contains("{" + label) && !line.contains("," + label)) {
        return false;
      }
    }
    return true;
  }
}
