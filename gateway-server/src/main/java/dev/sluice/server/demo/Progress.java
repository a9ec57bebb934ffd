package dev.sluice.server.demo;

/// Hears of every answer as it ends. Called by one thread at a time.
public interface Progress {

  void add(Observation observation);
}
