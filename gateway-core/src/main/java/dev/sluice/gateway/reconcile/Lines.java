package dev.sluice.gateway.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The lines of an invoice, put together by the attempt that they are about.
///
/// A line that repeats another word for word, ids included, is the same charge seen twice, as in
/// files that were joined; lines without any id are all counted.
final class Lines {

  private final Map<String, List<InvoiceLine>> byIdentity = new LinkedHashMap<>();
  private final Map<InvoiceLine, Integer> nameless = new HashMap<>();
  private final Set<InvoiceLine> seen = new HashSet<>();
  private long repeated;
  private long outside;

  Lines(List<InvoiceLine> lines, Terms terms) {
    for (InvoiceLine line : lines) {
      if (!terms.covers(line.created())) {
        outside++;
      } else if (line.hasId() && !seen.add(line)) {
        repeated++;
      } else {
        byIdentity.computeIfAbsent(identity(line), id -> new ArrayList<>()).add(line);
      }
    }
  }

  List<Billed> billed() {
    return byIdentity.entrySet().stream()
        .map(entry -> new Billed(entry.getKey(), entry.getValue()))
        .toList();
  }

  long repeated() {
    return repeated;
  }

  long outside() {
    return outside;
  }

  private String identity(InvoiceLine line) {
    if (line.clientRequestId() != null) {
      return Unmatched.byClientId(line.clientRequestId());
    }
    if (line.providerRequestId() != null) {
      return Unmatched.byProviderId(line.providerRequestId());
    }
    return Unmatched.byContent(line, nameless.merge(line, 1, Integer::sum));
  }
}
