package dev.sluice.server.http;

import java.time.Duration;

/// How long a connection may take for what is the client's to do.
///
/// @param head for a request's head, from its first byte
/// @param body for each [#MIN_BODY_BYTES] of a request's body
/// @param idle between requests; longer than any client keeps a connection for reuse
/// @param heartbeat silence on an open event stream before a comment is sent
/// @param linger for a client to read the answer to a request that was not read whole
/// @param lastRequest for an idle connection to send one more request once draining began
/// @param drainUpstream reading on for the usage of an answer whose client has left
public record ServerTimeouts(
    Duration head,
    Duration body,
    Duration idle,
    Duration heartbeat,
    Duration linger,
    Duration lastRequest,
    Duration drainUpstream) {

  public static final int MIN_BODY_BYTES = 1024;

  public static final ServerTimeouts DEFAULT =
      new ServerTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(75),
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));
}
