package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/// Whether a request line is `method SP request-target SP HTTP-version` to the letter (RFC 9112
/// section 3), looked at byte by byte as it comes. What is between the spaces is for others to
/// judge.
final class RequestLineCheck {

  private static final byte[] VERSION = "HTTP/".getBytes(US_ASCII);

  private @Nullable String violation;
  private int spaces;
  private int partBytes;
  private boolean returned;

  /// Takes the next byte; the line feed that ends the line is not one of it.
  void next(byte b) {
    if (returned) {
      violation = "a carriage return in the request line";
    } else if (b == '\r') {
      returned = true;
    } else if (b == ' ') {
      space();
    } else if (b < ' ' || b == 0x7f) {
      violation = "a control character in the request line"; // or one beyond ASCII
    } else {
      if (spaces == 2 && partBytes < VERSION.length && b != VERSION[partBytes]) {
        violation = "no version of the protocol in the request line";
      }
      partBytes++;
    }
  }

  private void space() {
    if (partBytes == 0 || spaces == 2) {
      violation = "a space too many in the request line";
    }
    spaces++;
    partBytes = 0;
  }

  /// The line is complete: what is wrong with it, or null.
  @Nullable String end() {
    return violation;
  }
}
