package dev.sluice.server.http;

import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import dev.sluice.server.http.ReceivedBody.Splice;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A body on disk on its way to a provider.
///
/// @param fileLength bytes in the file
record SpooledSource(SpoolFile file, long fileLength, @Nullable Splice splice)
    implements RequestSource {

  @Override
  public long length() {
    return splice == null
        ? fileLength
        : fileLength - (splice.to() - splice.from()) + splice.instead().length();
  }

  @Override
  public InputStream open() {
    if (splice == null) {
      return file.read(0, fileLength);
    }
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                file.read(0, splice.from()),
                new ByteArrayInputStream(splice.instead().array()),
                file.read(splice.to(), fileLength))));
  }
}
