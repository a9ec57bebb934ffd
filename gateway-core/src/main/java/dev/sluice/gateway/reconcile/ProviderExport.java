package dev.sluice.gateway.reconcile;

import java.util.List;

/// What a file of a provider holds.
public sealed interface ProviderExport {

  /// One line a request.
  record Requests(List<InvoiceLine> lines) implements ProviderExport {
    public Requests {
      lines = List.copyOf(lines);
    }
  }

  /// Sums by time and model, such as OpenAI's organisation usage.
  record Buckets(List<UsageBucket> buckets) implements ProviderExport {
    public Buckets {
      buckets = List.copyOf(buckets);
    }
  }

  /// Neither.
  ///
  /// @param entry which entry of the file, counted from 1; 0 for the file as a whole
  record Unreadable(long entry, String why) implements ProviderExport {}
}
