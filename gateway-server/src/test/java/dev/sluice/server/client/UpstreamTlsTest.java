package dev.sluice.server.client;

import static dev.sluice.server.client.ClientRig.PATIENT;
import static dev.sluice.server.client.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.server.net.LeakWatch;
import dev.sluice.server.net.Transport;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakWatch.class)
class UpstreamTlsTest {

  private static final char[] PASSWORD = "only-a-test".toCharArray();

  @TempDir private Path folder;

  @Test
  void callsAProviderWhoseCertificateNamesIt() throws Exception {
    KeyStore keys = selfSigned("dns:localhost,ip:127.0.0.1");
    try (var provider = providerWith(keys);
        var rig = new ClientRig(Transport.best(), ClientSettings.DEFAULT, trusting(keys))) {
      var byName = rig.askWhole(rig.call(url("localhost", provider), Expect.WHOLE, PATIENT));
      var byAddress = rig.askWhole(rig.call(url("127.0.0.1", provider), Expect.WHOLE, PATIENT));

      assertThat(ClientRig.text(byName)).isEqualTo("{}");
      assertThat(ClientRig.text(byAddress)).isEqualTo("{}");
      assertThat(provider.nextRequest()).contains("Bearer provider-key");
    }
  }

  @Test
  void sendsALongBodyThroughTls() throws Exception {
    KeyStore keys = selfSigned("dns:localhost");
    byte[] bytes = new byte[3 << 20];
    new Random(1).nextBytes(bytes);
    try (var provider =
            providerWith(
                keys,
                wire -> {
                  wire.readRequest();
                  wire.write("HTTP/1.1 400 Echo\r\nContent-Length: " + bytes.length + "\r\n\r\n");
                  wire.write(wire.lastBytes());
                });
        var rig = new ClientRig(Transport.best(), ClientSettings.DEFAULT, trusting(keys))) {
      RequestSource source =
          new RequestSource() {
            @Override
            public InputStream open() {
              return new ByteArrayInputStream(bytes);
            }

            @Override
            public long length() {
              return bytes.length;
            }
          };
      var answer = rig.askWhole(rig.upload(url("localhost", provider), source, PATIENT));

      assertThat(answer.body()).isEqualTo(bytes);
    }
  }

  @Test
  void refusesACertificateOfAnotherHostThoughItIsTrusted() throws Exception {
    KeyStore keys = selfSigned("dns:elsewhere.example");
    SslContext careless =
        SslContextBuilder.forClient()
            .trustManager(trust(keys))
            .endpointIdentificationAlgorithm(null)
            .build();
    try (var provider = providerWith(keys);
        var rig = new ClientRig(Transport.best(), ClientSettings.DEFAULT, careless)) {
      UpstreamFailure failure =
          rig.askFailing(rig.call(url("localhost", provider), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
      assertThat(failure.sent()).isFalse();
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws Exception {
    KeyStore keys = selfSigned("dns:localhost");
    try (var provider = providerWith(keys);
        var rig = new ClientRig()) {
      UpstreamFailure failure =
          rig.askFailing(rig.call(url("localhost", provider), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
      assertThat(failure.sent()).isFalse();
    }
  }

  private static String url(String host, ScriptedProvider provider) {
    return "https://" + host + ":" + provider.port() + "/v1";
  }

  private static ScriptedProvider providerWith(KeyStore keys) throws Exception {
    return providerWith(
        keys,
        wire -> {
          while (wire.readRequest()) {
            wire.write(json(200, "{}"));
          }
        });
  }

  private static ScriptedProvider providerWith(KeyStore keys, ScriptedProvider.Script script)
      throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    ServerSocket listener =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new ScriptedProvider(listener, script);
  }

  private static SslContext trusting(KeyStore keys) throws Exception {
    return SslContextBuilder.forClient().trustManager(trust(keys)).build();
  }

  private static TrustManagerFactory trust(KeyStore keys) throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(keys);
    return factory;
  }

  /// A fresh key and certificate, by the JDK's own tool.
  private KeyStore selfSigned(String names) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "provider",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyStore withTrust = KeyStore.getInstance("PKCS12");
    withTrust.load(null, null);
    withTrust.setKeyEntry(
        "provider",
        keys.getKey("provider", PASSWORD),
        PASSWORD,
        keys.getCertificateChain("provider"));
    withTrust.setCertificateEntry("trusted", keys.getCertificate("provider"));
    return withTrust;
  }
}
