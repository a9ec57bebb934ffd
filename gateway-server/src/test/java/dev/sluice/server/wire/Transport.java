package dev.sluice.server.wire;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The protocol between client and gateway, in clear text.
public enum Transport {
  HTTP_1 {
    @Override
    public Talk connect(int port) {
      return new Http1Talk(port);
    }
  },
  /// By prior knowledge.
  HTTP_2 {
    @Override
    public Talk connect(int port) {
      return Http2Wire.clear(port);
    }
  };

  /// A new connection to the loopback address.
  public abstract Talk connect(int port);

  /// What the gateway speaks; rows run over these only.
  public static Set<Transport> served() {
    return Collections.unmodifiableSet(EnumSet.allOf(Transport.class));
  }
}
