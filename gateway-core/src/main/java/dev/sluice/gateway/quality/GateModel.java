package dev.sluice.gateway.quality;

import dev.sluice.gateway.boost.BoostedTrees;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// What was learned of how often the next tier would have done better, given one answer or two.
///
/// Fitted by [GateTraining], shipped as a resource, replaceable by a file that `./sluice train
/// gate` wrote. Immutable; any thread.
public final class GateModel {

  private static final int MAGIC = 0x53475431;
  private static final int ALONE = GateSignals.aloneNames().size();
  private static final int BOTH = GateSignals.bothNames().size();

  private final BoostedTrees aloneFirst;
  private final BoostedTrees aloneSecond;
  private final BoostedTrees bothFirst;
  private final BoostedTrees bothSecond;

  GateModel(
      BoostedTrees aloneFirst,
      BoostedTrees aloneSecond,
      BoostedTrees bothFirst,
      BoostedTrees bothSecond) {
    this.aloneFirst = aloneFirst;
    this.aloneSecond = aloneSecond;
    this.bothFirst = bothFirst;
    this.bothSecond = bothSecond;
  }

  /// Probabilities that nothing would be gained by asking the next tier.
  ///
  /// @param first with the first answer served
  /// @param second with the second answer served
  record Good(double first, double second) {}

  /// After the first answer alone; of the second it is what to expect.
  Good alone(float[] row) {
    return new Good(1 - aloneFirst.probability(row), 1 - aloneSecond.probability(row));
  }

  Good both(float[] row) {
    return new Good(1 - bothFirst.probability(row), 1 - bothSecond.probability(row));
  }

  /// The one that Sluice ships.
  public static GateModel shipped() {
    try (InputStream in = GateModel.class.getResourceAsStream("gate-model.bin")) {
      if (in == null) {
        throw new IllegalStateException("gate-model.bin is missing beside GateModel");
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One that was fitted elsewhere.
  ///
  /// @throws IOException also where the file is none, or is for other signals
  public static GateModel of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  private static GateModel read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(new BufferedInputStream(in));
    if (data.readInt() != MAGIC || data.readLong() != fingerprint()) {
      throw new IOException("this is no gate model for these signals; train it again");
    }
    return new GateModel(
        BoostedTrees.read(data, ALONE),
        BoostedTrees.read(data, ALONE),
        BoostedTrees.read(data, BOTH),
        BoostedTrees.read(data, BOTH));
  }

  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeLong(fingerprint());
      aloneFirst.write(out);
      aloneSecond.write(out);
      bothFirst.write(out);
      bothSecond.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Of the features' names, so that a model is never asked about others than it was fitted to.
  private static long fingerprint() {
    CRC32 crc = new CRC32();
    crc.update(String.join("\n", GateSignals.bothNames()).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
