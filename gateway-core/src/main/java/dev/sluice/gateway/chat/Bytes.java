package dev.sluice.gateway.chat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A growing byte array that writes without checked exceptions.
public final class Bytes extends ByteArrayOutputStream {

  public Bytes(int expected) {
    super(expected);
  }

  public Bytes writeUtf8(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }
}
