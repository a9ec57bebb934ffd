package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Usage;
import org.jspecify.annotations.Nullable;

/// What an attempt is settled at: the provider's own count, or an estimate that says so.
///
/// A token is taken to be four characters of answer or four bytes of body, the usual rule of thumb
/// for English; what is estimated is marked and never presented as the invoice.
public record Settlement(Attempt.State state, Usage usage) {

  private static final int PER_TOKEN = 4;

  /// Nothing was billed, provably: the provider refused, or was never reached.
  public static final Settlement FREE = new Settlement(Attempt.State.FREE, Usage.NONE);

  /// An answer that came whole.
  ///
  /// @param usage as the provider told it, null when it did not
  /// @param textChars characters of visible and hidden text
  public static Settlement whole(@Nullable Usage usage, ChatRequest request, long textChars) {
    return usage != null
        ? new Settlement(Attempt.State.SETTLED, usage)
        : estimated(request, textChars);
  }

  /// An answer that was cut, cancelled or refused to come: what was told so far is no final count.
  public static Settlement broken(@Nullable Usage usage, ChatRequest request, long textChars) {
    return usage != null
        ? new Settlement(Attempt.State.ESTIMATED, usage)
        : estimated(request, textChars);
  }

  private static Settlement estimated(ChatRequest request, long textChars) {
    return new Settlement(
        Attempt.State.ESTIMATED,
        new Usage(tokens(request.body().length), 0, 0, tokens(textChars), 0));
  }

  private static long tokens(long size) {
    return (size + PER_TOKEN - 1) / PER_TOKEN;
  }
}
