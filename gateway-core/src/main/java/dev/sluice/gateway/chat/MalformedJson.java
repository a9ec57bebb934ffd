package dev.sluice.gateway.chat;

/// The body is not one JSON object within the limits; the message says where and why.
final class MalformedJson extends Exception {

  private static final long serialVersionUID = 1;

  MalformedJson(String why, int offset) {
    super(why + " at byte " + offset, null, false, false);
  }
}
