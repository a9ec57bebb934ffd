package dev.sluice.server.wire;

import dev.sluice.server.net.LeakWatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A table of checks; a subclass lists its rows, and each runs once for each transport that it
/// applies to, at a stand of its own.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CheckTable {

  /// All rows, in the order of their ids.
  protected abstract List<Check> checks();

  Stream<Arguments> rows() {
    return checks().stream()
        .flatMap(check ->
            Transport.served().stream()
                .filter(check.over()::contains)
                .map(transport -> Arguments.of(check, transport)));
  }

  @ParameterizedTest(name = "{0} [{1}]")
  @MethodSource("rows")
  void holds(Check check, Transport transport) throws Exception {
    try (Stand stand = new Stand(transport)) {
      check.body().run(stand);
    }
  }
}
