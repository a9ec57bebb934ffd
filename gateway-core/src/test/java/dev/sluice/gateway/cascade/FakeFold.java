package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerBytes;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A fold over plain words: `stop` finishes a choice, `usage` brings usage, `broken` is an error
/// event.
final class FakeFold implements Fold {

  private final List<byte[]> payloads = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final long choices;
  private String reason = "stop";
  private int stops;
  private @Nullable Usage usage;

  FakeFold(long choices) {
    this.choices = choices;
  }

  @Override
  public Piece accept(byte[] payload) {
    String word = new String(payload, StandardCharsets.UTF_8);
    switch (word) {
      case "stop" -> stops++;
      case "usage" -> usage = new Usage(7, 0, 0, 3, 0);
      case "broken" -> {
        return new Piece.Broken(ApiError.of(500, "broken", ApiError.SERVER_ERROR, null, null));
      }
      default -> {
        text.append(word);
        payloads.add(payload);
      }
    }
    return new Piece.Pass(payload);
  }

  @Override
  public boolean finished() {
    return stops >= choices;
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }

  @Override
  public long textChars() {
    return text.length();
  }

  @Override
  public void endHere() {
    stops = (int) choices;
    reason = "length";
  }

  @Override
  public Optional<Answer> answer() {
    return finished()
        ? Optional.of(
            new Answer(
                "id",
                "m",
                text.toString(),
                "",
                null,
                reason,
                List.of(),
                1,
                usage,
                new AnswerBytes.Events(payloads)))
        : Optional.empty();
  }
}
