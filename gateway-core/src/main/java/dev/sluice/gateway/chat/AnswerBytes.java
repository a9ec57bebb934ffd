package dev.sluice.gateway.chat;

import java.util.List;

/// An answer as it came over the wire: one JSON body, or the payloads of a stream's events.
public sealed interface AnswerBytes {

  /// What it weighs in a cache.
  long size();

  /// A whole `chat.completion` body; the array must not be written to.
  final class Body implements AnswerBytes {
    private final byte[] json;

    public Body(byte[] json) {
      this.json = json;
    }

    public byte[] json() {
      return json;
    }

    @Override
    public long size() {
      return json.length;
    }
  }

  /// The `data:` payloads of a clean stream in order, without `[DONE]`.
  final class Events implements AnswerBytes {
    private final List<byte[]> payloads;

    public Events(List<byte[]> payloads) {
      this.payloads = List.copyOf(payloads);
    }

    public List<byte[]> payloads() {
      return payloads;
    }

    @Override
    public long size() {
      long size = 0;
      for (byte[] payload : payloads) {
        size += payload.length + 16;
      }
      return size;
    }
  }
}
