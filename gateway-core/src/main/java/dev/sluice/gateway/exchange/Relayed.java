package dev.sluice.gateway.exchange;

import org.jspecify.annotations.Nullable;

/// A provider's whole good answer that is no chat completion, such as embeddings, as it goes to the
/// client. Immutable.
public final class Relayed {

  private final int status;
  private final @Nullable String contentType;
  private final byte[] body;

  /// @param contentType null where the provider named none
  /// @param body must not be written to
  public Relayed(int status, @Nullable String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public @Nullable String contentType() {
    return contentType;
  }

  /// Must not be written to.
  public byte[] body() {
    return body;
  }
}
