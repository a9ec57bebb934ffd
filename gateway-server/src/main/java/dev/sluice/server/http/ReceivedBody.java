package dev.sluice.server.http;

import dev.sluice.gateway.upstream.UpstreamCall.RequestBody;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// A request's body that has come whole. Who has it closes it, once.
sealed interface ReceivedBody {

  /// In bytes.
  long length();

  /// Waits until it can be read. On a virtual thread, before it is opened or sent.
  void await() throws IOException, InterruptedException;

  InputStream open();

  /// The body as it came.
  RequestBody asItIs();

  /// The body with other bytes in one place.
  RequestBody with(Splice splice);

  /// Gives back the room it takes. Any thread; never waits.
  void close();

  /// Other bytes for a part of a body.
  ///
  /// @param from first byte that is replaced
  /// @param to behind the last
  record Splice(long from, long to, RequestBytes instead) {

    public Splice {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("nothing lies between " + from + " and " + to);
      }
    }
  }

  /// A small body.
  final class InMemory implements ReceivedBody {

    private final byte[] bytes;
    private final Admission admission;

    /// @param admission where room for these bytes is held
    InMemory(byte[] bytes, Admission admission) {
      this.bytes = bytes;
      this.admission = admission;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void await() {}

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public RequestBody asItIs() {
      return new RequestBytes(bytes);
    }

    @Override
    public RequestBody with(Splice splice) {
      ByteArrayOutputStream spliced = new ByteArrayOutputStream(bytes.length + 64);
      spliced.write(bytes, 0, (int) splice.from());
      spliced.writeBytes(splice.instead().array());
      spliced.write(bytes, (int) splice.to(), (int) (bytes.length - splice.to()));
      return new RequestBytes(spliced.toByteArray());
    }

    @Override
    public void close() {
      admission.release(bytes.length);
    }
  }

  /// A large body.
  record OnDisk(SpoolFile file, long length) implements ReceivedBody {

    @Override
    public void await() throws IOException, InterruptedException {
      file.await();
    }

    @Override
    public InputStream open() {
      return file.read(0, length);
    }

    @Override
    public RequestBody asItIs() {
      return new SpooledSource(file, length, null);
    }

    @Override
    public RequestBody with(Splice splice) {
      return new SpooledSource(file, length, splice);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
