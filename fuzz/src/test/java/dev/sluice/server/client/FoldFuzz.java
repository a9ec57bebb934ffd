package dev.sluice.server.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReplay;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Takes any bytes from a provider's stream to the client: the same bytes and the same bill however
/// they are cut, only JSON passes, usage shows where it was asked for and only there, and an answer
/// that was kept can be told again in both forms.
public final class FoldFuzz {

  /// What came of one stream.
  private record Folded(List<String> told, @Nullable Usage usage, boolean finished, long chars) {}

  private FoldFuzz() {}

  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    int[] wishes = data.consumeInts(data.consumeInt(0, 4));
    boolean usage = data.consumeBoolean();
    String model = data.consumeBoolean() ? "my \"model\"" : null;
    byte[] stream = data.consumeRemainingAsBytes();
    Folded whole = fold(stream, Cutting.nowhere(), new StreamFold.Wishes(usage, model, true));
    Folded cut =
        fold(stream, Cutting.at(wishes, stream), new StreamFold.Wishes(usage, model, false));
    check(whole.equals(cut), whole + " whole, and cut " + cut);
    check(whole.chars() >= 0, "a negative length");
  }

  private static Folded fold(byte[] stream, int[] cuts, StreamFold.Wishes wishes) {
    StreamFold fold = new StreamFold(wishes);
    List<String> told = new ArrayList<>();
    int tails = 0;
    for (String event : Cutting.of(stream, 1 << 20, cuts).events()) {
      if (event.equals(":")) {
        continue;
      }
      Piece piece = fold.accept(event.substring(1).getBytes(ISO_8859_1));
      tails += piece instanceof Piece.UsageTail ? 1 : 0;
      told.add(told(piece, wishes));
      if (piece instanceof Piece.Broken || piece instanceof Piece.Done) {
        break;
      }
    }
    check(tails <= (wishes.usage() ? 1 : 0), "usage was told " + tails + " times");
    if (wishes.keep()) {
      fold.answer().ifPresent(answer -> again(answer, fold));
    }
    return new Folded(told, fold.usage(), fold.finished(), fold.textChars());
  }

  private static String told(Piece piece, StreamFold.Wishes wishes) {
    return switch (piece) {
      case Piece.Pass pass -> {
        JsonNode chunk = Json.MAPPER.readTree(pass.payload());
        check(chunk.isObject() && !chunk.has("error"), "what passes is an object");
        check(wishes.usage() || !chunk.has("usage"), "usage that nobody asked for");
        check(!chunk.path("usage").isObject() || wishes.usage(), "usage in the midst");
        check(
            wishes.model() == null
                || !chunk.has("model")
                || wishes.model().equals(chunk.path("model").asString()),
            "another model's name");
        yield new String(pass.payload(), ISO_8859_1);
      }
      case Piece.UsageTail tail -> {
        byte[] paid = StreamFold.withCost(tail.payload(), "\"cost\":0.5");
        JsonNode chunk = Json.MAPPER.readTree(paid);
        check(!chunk.path("usage").isObject() || chunk.path("usage").has("cost"), "no cost");
        yield "usage " + new String(paid, ISO_8859_1);
      }
      case Piece.Drop drop -> "";
      case Piece.Done done -> "[DONE]";
      case Piece.Broken broken -> {
        JsonNode error = Json.MAPPER.readTree(broken.error().body()).path("error");
        check(
            List.copyOf(error.propertyNames()).equals(List.of("message", "type", "param", "code")),
            "an error has four keys");
        yield "broken " + broken.error().message();
      }
    };
  }

  private static void again(Answer answer, StreamFold fold) {
    JsonNode body = Json.MAPPER.readTree(AnswerReplay.body(answer));
    check(body.path("choices").isArray(), "a body without choices");
    check(Objects.equals(answer.usage(), fold.usage()), "another bill");
    StreamFold second = new StreamFold(new StreamFold.Wishes(true, null, true));
    AnswerReplay.events(answer, true).forEach(second::accept);
    check(second.finished(), "a replay without an end");
    check(second.textChars() == fold.textChars(), "a replay of another length");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
