package dev.sluice.server.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One way to ask for routing: a preset's name, or `auto` with a quality.
///
/// @param model what requests name
/// @param quality their `x-sluice-quality`; null for a preset as it is
public record Knob(String model, @Nullable Double quality) {

  private static final List<String> PRESETS = List.of("auto:cheap", "auto", "auto:quality");

  /// So many qualities from 0 to 1, then the presets.
  public static List<Knob> all(int points) {
    List<Knob> knobs = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      knobs.add(new Knob("auto", points == 1 ? 0.5 : (double) i / (points - 1)));
    }
    PRESETS.forEach(preset -> knobs.add(new Knob(preset, null)));
    return knobs;
  }

  boolean isPreset() {
    return quality == null;
  }

  /// As reports call it.
  public String label() {
    return quality == null ? model : String.format(Locale.ROOT, "quality %.3f", quality);
  }
}
