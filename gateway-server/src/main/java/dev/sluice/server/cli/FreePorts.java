package dev.sluice.server.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Finds ports of this machine that nobody listens on at the moment.
final class FreePorts {

  private static final int LAST = 65_535;

  private FreePorts() {}

  /// The first free one from here upwards, which somebody else may take before it is used.
  ///
  /// @param first 0 leaves the choice to the system and is returned as it is
  /// @throws UserError when all are taken
  static int from(int first) {
    for (int port = first; port <= LAST; port++) {
      if (port == 0 || isFree(port)) {
        return port;
      }
    }
    throw new UserError("No port from " + first + " to " + LAST + " is free.");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
