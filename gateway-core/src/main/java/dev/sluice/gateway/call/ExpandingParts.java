package dev.sluice.gateway.call;

import java.util.Locale;

/// Parts of a prompt that may become more tokens than they have bytes: what is only named by an
/// address or an id, and pictures, which are counted by their size and not by their file.
///
/// Each is taken to be at most so many tokens: a picture 16,384 (the largest that Qwen's vision
/// models take; OpenAI's cost 85 to some 2,000 with most models), a video or a file 131,072 (a
/// usual context). Audio inside the body has more bytes than tokens and needs no allowance. Who
/// hides a part by escaping the letters of its name, or has a model that counts more, is charged
/// what the provider says, only afterwards.
final class ExpandingParts {

  private static final long PICTURE = 16_384;
  private static final long DOCUMENT = 131_072;

  private enum Part {
    IMAGE_URL(PICTURE),
    VIDEO_URL(DOCUMENT),
    FILE_ID(DOCUMENT),
    FILE_URL(DOCUMENT),
    FILE_DATA(DOCUMENT);

    private static final Part[] ALL = values();

    private final String quoted = '"' + name().toLowerCase(Locale.ROOT) + '"';
    private final long tokens;

    Part(long tokens) {
      this.tokens = tokens;
    }
  }

  private ExpandingParts() {}

  /// The allowance of all such parts of a body, in tokens.
  static long allowance(byte[] body) {
    long sum = 0;
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '"') {
        for (Part part : Part.ALL) {
          sum += isMember(body, i, part.quoted) ? part.tokens : 0;
        }
      }
    }
    return sum;
  }

  /// Whether a member of an object begins here. Inside of a text its quotes would be escaped.
  private static boolean isMember(byte[] body, int start, String name) {
    int end = start + name.length();
    if (end > body.length) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      if (body[start + i] != name.charAt(i)) {
        return false;
      }
    }
    while (end < body.length && isSpace(body[end])) {
      end++;
    }
    return end < body.length && body[end] == ':';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
