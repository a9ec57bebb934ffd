package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What reading a stream needs of [StreamFold]. One thread at a time.
interface Fold {

  StreamFold.Piece accept(byte[] payload);

  boolean finished();

  @Nullable Usage usage();

  /// Characters of visible and hidden text so far.
  long textChars();

  /// The whole answer, if it ended well.
  Optional<Answer> answer();

  /// Ends the answer here, as one that reached its greatest length.
  void endHere();

  /// Keeps what one stream says.
  ///
  /// @param choices how many answers were asked for
  static Fold keeping(long choices) {
    return new Keeping(new StreamFold(new StreamFold.Wishes(true, null, true, choices)));
  }

  /// The real one.
  final class Keeping implements Fold {
    private final StreamFold fold;
    private byte @Nullable [] last;

    private Keeping(StreamFold fold) {
      this.fold = fold;
    }

    @Override
    public StreamFold.Piece accept(byte[] payload) {
      StreamFold.Piece piece = fold.accept(payload);
      if (piece instanceof StreamFold.Piece.Pass) {
        last = payload;
      }
      return piece;
    }

    @Override
    public boolean finished() {
      return fold.finished();
    }

    @Override
    public @Nullable Usage usage() {
      return fold.usage();
    }

    @Override
    public long textChars() {
      return fold.textChars();
    }

    @Override
    public Optional<Answer> answer() {
      return fold.answer();
    }

    /// By a last chunk like the one before it.
    @Override
    public void endHere() {
      byte[] like = last;
      if (like != null && Json.MAPPER.readTree(like) instanceof ObjectNode chunk) {
        chunk.remove("usage");
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "length");
        fold.accept(Json.MAPPER.writeValueAsBytes(chunk));
      }
    }
  }
}
