package dev.sluice.gateway.config;

/// How system prompts are shortened.
///
/// @param minChars shorter prompts are left alone
/// @param targetRatio wanted length of a rewrite, as a share of the original
/// @param maxTokens bound on the rewriting model's answer
public record CompressionConfig(Mode mode, int minChars, double targetRatio, int maxTokens) {

  public enum Mode {
    OFF,
    LOSSLESS,
    REWRITE
  }
}
