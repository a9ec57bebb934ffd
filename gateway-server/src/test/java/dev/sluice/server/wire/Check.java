package dev.sluice.server.wire;

import java.util.EnumSet;
import java.util.Set;

/// One row of a table of checks. Immutable.
///
/// @param id its name in the list of all checks, such as `S14`; several rows may share one
/// @param title what must hold
/// @param over the transports that it applies to
/// @param body throws where it does not hold
public record Check(String id, String title, Set<Transport> over, Body body) {

  /// What a row does at its stand.
  public interface Body {
    void run(Stand stand) throws Exception;
  }

  public Check {
    over = Set.copyOf(over);
  }

  /// A row over every transport.
  public static Check of(String id, String title, Body body) {
    return new Check(id, title, EnumSet.allOf(Transport.class), body);
  }

  /// The same over these only.
  public Check only(Transport first, Transport... more) {
    return new Check(id, title, EnumSet.of(first, more), body);
  }

  /// As tests are named.
  @Override
  public String toString() {
    return id + " " + title;
  }
}
