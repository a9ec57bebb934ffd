package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.ListenConfig;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ServerTlsTest {

  private static final char[] PASSWORD = "only-a-test".toCharArray();

  @TempDir private Path folder;

  @Test
  void servesOverTlsAndRefusesClearText() throws Exception {
    KeyStore keys = selfSigned();
    Path cert = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    var config = new TestConfig().tls(new ListenConfig.Tls(cert, key));
    try (Rig rig = new Rig(config, Rig::answer);
        Wire wire = secure(rig, keys);
        Wire clear = rig.connect()) {
      assertThat(wire.chat(Wire.chatBody(false)).read().body()).isEqualTo(Rig.ANSWER);
      assertThat(wire.chat(Wire.chatBody(true)).read().clean()).isTrue();
      assertThat(wire.send("GARBAGE\r\n\r\n").read().status()).isEqualTo(400);

      clear.chat(Wire.chatBody(false)).socket().getInputStream().readAllBytes();
      assertThat(clear.isClosed()).isTrue();
    }
  }

  @Test
  void takesAChangedCertificateIntoUseAndKeepsTheOldWhereTheNewIsBroken() throws Exception {
    KeyStore first = selfSigned();
    Path cert = pem("CERTIFICATE", first.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", first.getKey("server", PASSWORD).getEncoded());
    var config = new TestConfig().tls(new ListenConfig.Tls(cert, key));
    try (Rig rig = new Rig(config, Rig::answer);
        Wire before = secure(rig, first)) {
      Files.writeString(cert, "half a certif");
      rig.server().refreshCertificate();
      try (Wire still = secure(rig, first)) {
        assertThat(still.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
      }

      Files.delete(folder.resolve("server.p12"));
      KeyStore second = selfSigned();
      pem("CERTIFICATE", second.getCertificate("server").getEncoded());
      pem("PRIVATE KEY", second.getKey("server", PASSWORD).getEncoded());
      rig.server().refreshCertificate();

      try (Wire after = secure(rig, second)) {
        assertThat(after.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
      }
      assertThat(before.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
    }
  }

  @Test
  void speaksTls12AndNothingOlder() throws Exception {
    KeyStore keys = selfSigned();
    Path cert = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    try (Rig rig = new Rig(new TestConfig().tls(new ListenConfig.Tls(cert, key)), Rig::answer);
        Wire wire = secure(rig, keys)) {
      SSLSocket socket = (SSLSocket) wire.socket();
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.2"});
      socket.setSSLParameters(parameters);

      assertThat(wire.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    assertThat(ServerTls.PROTOCOLS).containsExactly("TLSv1.3", "TLSv1.2");
  }

  private static Wire secure(Rig rig, KeyStore keys) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("server", keys.getCertificate("server"));
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new Wire(
        context
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), rig.server().port()));
  }

  private Path pem(String label, byte[] der) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(label.replace(' ', '-') + ".pem"),
        "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }

  private KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias server -keyalg EC -dname CN=localhost -storetype PKCS12 -storepass ";
    String[] command =
        (keytool + " " + arguments + new String(PASSWORD) + " -keystore " + file).split(" ");
    Process made =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }
}
