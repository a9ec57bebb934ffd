package dev.sluice.server.http;

import dev.sluice.gateway.config.ListenConfig;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listener's certificate and key, read again when their files change. TLS 1.2 and 1.3; HTTP/2
/// by ALPN. Any thread.
final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final ListenConfig.Tls files;
  private byte[] cert;
  private byte[] key;
  private volatile SslContext current;

  /// @throws IOException when the files cannot be read or do not fit together
  ServerTls(ListenConfig.Tls files) throws IOException {
    this.files = files;
    cert = Files.readAllBytes(files.cert());
    key = Files.readAllBytes(files.key());
    current = context(cert, key);
  }

  /// For the next connection.
  SslContext current() {
    return current;
  }

  /// Takes changed files into use; bad ones, such as a half-written pair, leave the old in place.
  /// Not on an event loop.
  synchronized void refresh() {
    try {
      byte[] newCert = Files.readAllBytes(files.cert());
      byte[] newKey = Files.readAllBytes(files.key());
      if (Arrays.equals(newCert, cert) && Arrays.equals(newKey, key)) {
        return;
      }
      cert = newCert;
      key = newKey;
      current = context(newCert, newKey);
      LOG.atInfo().addKeyValue("cert", files.cert()).log("the certificate was reloaded");
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("cert", files.cert())
          .setCause(e)
          .log("the certificate was not reloaded, the old one stays in use");
    }
  }

  private static SslContext context(byte[] cert, byte[] key) throws IOException {
    try {
      return SslContextBuilder.forServer(
              new ByteArrayInputStream(cert), new ByteArrayInputStream(key))
          .protocols(PROTOCOLS)
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException("no usable certificate and key: " + e.getMessage(), e);
    }
  }
}
