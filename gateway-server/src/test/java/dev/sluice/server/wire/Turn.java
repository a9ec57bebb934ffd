package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.e2e.Reply;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request on a connection and the answer to it, read as slowly as the caller pulls: what is
/// not pulled stays in the kernel (HTTP/1.1) or uses up the stream's window (HTTP/2).
public abstract class Turn {

  /// A head as it came.
  ///
  /// @param headers by lower-case name
  protected record Head(int status, Map<String, String> headers) {}

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Integer> interim = new ArrayList<>();
  private @Nullable Head head;
  private @Nullable Ending ending;

  /// The next head, waited for; null where the answer ended without one.
  protected abstract @Nullable Head nextHead();

  /// The next bytes of the body, waited for; null when it has ended.
  protected abstract byte @Nullable [] nextPiece();

  /// How it ended; asked once it has.
  protected abstract Ending end();

  /// Sends a piece of the request's body.
  ///
  /// @param last whether the request ends with it
  public abstract Turn write(byte[] piece, boolean last);

  /// Leaves this answer: HTTP/1.1 closes the connection, HTTP/2 resets the stream (CANCEL).
  public abstract void abort();

  /// Waits for a head, be it the final one or one before it.
  public final Turn awaitInterim() {
    if (interim.isEmpty() && head == null && ending == null) {
      takeHead();
    }
    return this;
  }

  /// Waits for the final head.
  public final Turn awaitHead() {
    while (head == null && ending == null) {
      takeHead();
    }
    return this;
  }

  private void takeHead() {
    Head next = nextHead();
    if (next == null) {
      ending = end();
    } else if (next.status() < 200) {
      interim.add(next.status());
    } else {
      head = next;
    }
  }

  /// The next bytes of the body as they came; null when it has ended.
  public final byte @Nullable [] piece() {
    awaitHead();
    if (ending != null) {
      return null;
    }
    byte[] piece = nextPiece();
    if (piece == null) {
      ending = end();
    } else {
      body.writeBytes(piece);
    }
    return piece;
  }

  /// Reads until the body so far holds this text.
  public final Turn awaitText(String text) {
    while (!text().contains(text)) {
      if (piece() == null) {
        throw new AssertionError("the answer ended (" + ending + ") after: " + text());
      }
    }
    return this;
  }

  /// Reads the answer to its end.
  public final Reply reply() {
    while (piece() != null) {
      // pulls
    }
    return soFar();
  }

  /// What has been read.
  public final Reply soFar() {
    boolean clean = ending != null && ending.isClean();
    Head known = head == null ? new Head(0, Map.of()) : head;
    return new Reply(known.status(), known.headers(), body.toByteArray(), clean);
  }

  /// Reads the answer to its end and says how that was.
  public final Ending ending() {
    Ending known = ending;
    while (known == null) {
      piece();
      known = ending;
    }
    return known;
  }

  /// The statuses of heads before the final one, such as 100.
  public final List<Integer> interim() {
    return List.copyOf(interim);
  }

  private String text() {
    return body.toString(UTF_8);
  }
}
