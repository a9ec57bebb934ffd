package dev.sluice.server.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// A self-signed certificate for `localhost` and its key, as PEM files in a folder.
///
/// @param certificate what a client is to trust
/// @param cert the certificate's file
/// @param key the key's file
record TestCertificate(X509Certificate certificate, Path cert, Path key) {

  private static final String PASSWORD = "only-a-test";

  /// Makes a new one, with the JDK's own tool.
  static TestCertificate in(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("server.p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments = "-genkeypair -alias server -keyalg EC -dname CN=localhost -storetype PKCS12";
    List<String> command =
        List.of(
            (tool + " " + arguments + " -storepass " + PASSWORD + " -keystore " + store)
                .split(" "));
    Process made =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool failed: " + Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
    byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
    return new TestCertificate(
        certificate,
        pem(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
        pem(folder.resolve("key.pem"), "PRIVATE KEY", key));
  }

  /// The lines of a configuration file that make a gateway use it.
  String yaml() {
    return "listen: {tls: {cert: \"" + cert + "\", key: \"" + key + "\"}}\n";
  }

  private static Path pem(Path file, String label, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String begin = "-----BEGIN " + label + "-----\n";
    return Files.writeString(file, begin + text + "\n-----END " + label + "-----\n");
  }
}
