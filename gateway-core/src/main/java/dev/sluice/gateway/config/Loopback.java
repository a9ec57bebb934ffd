package dev.sluice.gateway.config;

/// Which bind addresses only this machine can reach.
final class Loopback {

  private Loopback() {}

  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
