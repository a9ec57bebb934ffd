package dev.sluice.gateway.chat;

import dev.sluice.gateway.chat.StreamFold.Piece.Broken;
import dev.sluice.gateway.chat.StreamFold.Piece.Done;
import dev.sluice.gateway.chat.StreamFold.Piece.Drop;
import dev.sluice.gateway.chat.StreamFold.Piece.Pass;
import dev.sluice.gateway.chat.StreamFold.Piece.UsageTail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One stream on its way to the client: mends each event's oddities and remembers what it says.
///
/// Fed by one thread at a time, event by event. Knows the dialects of usage, finds out whether the
/// answer ended well, and, when told to keep it, holds the whole answer for the gate and the cache.
///
/// An event that needs no mending passes as the very array that came in. Mended are: `error: null`,
/// usage that the client did not ask for, Azure's leading chunk without an id, usage without a list
/// of choices, other events without one (they break the SDKs, and say nothing), a field that is
/// said twice, and the model name where the configuration says so.
public final class StreamFold {

  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.UTF_8);
  private static final Drop DROP = new Drop();

  /// What the client wants to see.
  ///
  /// @param usage it asked for the usage chunk; otherwise usage is read and taken out
  /// @param model the name to show in every chunk, null for the one that the provider gives
  /// @param keep whether to keep the events, for [#answer]
  /// @param choices how many answers it asked for
  public record Wishes(boolean usage, @Nullable String model, boolean keep, long choices) {

    /// Of one answer, or of a stream whose end is known to be good.
    public Wishes(boolean usage, @Nullable String model, boolean keep) {
      this(usage, model, keep, 1);
    }
  }

  /// What becomes of one event.
  public sealed interface Piece {

    /// Goes to the client; the array must not be written to.
    final class Pass implements Piece {
      private final byte[] payload;

      public Pass(byte[] payload) {
        this.payload = payload;
      }

      public byte[] payload() {
        return payload;
      }
    }

    /// Goes to the client and carries the usage that it asked for: cost is spliced in first, see
    /// [#withCost].
    final class UsageTail implements Piece {
      private final byte[] payload;

      public UsageTail(byte[] payload) {
        this.payload = payload;
      }

      public byte[] payload() {
        return payload;
      }
    }

    /// Stays here.
    record Drop() implements Piece {}

    /// `[DONE]`.
    record Done() implements Piece {}

    /// The provider reports an error in the middle of its stream.
    record Broken(ApiError error) implements Piece {}
  }

  private final Wishes wishes;
  private final ChunkFold choices;
  private final List<byte[]> kept = new ArrayList<>();
  private @Nullable Usage usage;
  private boolean keeping;
  private boolean usageShown;
  private boolean broken;
  private boolean done;

  public StreamFold(Wishes wishes) {
    this.wishes = wishes;
    this.choices = new ChunkFold(wishes.keep());
    this.keeping = wishes.keep();
  }

  /// Takes the payload of the next event.
  public Piece accept(byte[] payload) {
    if (isDone(payload)) {
      done = true;
      return new Done();
    }
    try {
      ScannedObject chunk = scanned(payload);
      return chunk.has("error")
          ? broken(ProviderError.read(Json.MAPPER.readTree(payload).path("error")))
          : chunk(chunk);
    } catch (MalformedJson | JacksonException e) {
      return broken(
          ApiError.of(
              502,
              "The provider sent an event that is no JSON object.",
              ApiError.SERVER_ERROR,
              null,
              "upstream_error"));
    }
  }

  /// Whether the whole answer is still held.
  public boolean isKeeping() {
    return keeping;
  }

  /// Lets go of what is held; there will be no [#answer].
  public void stopKeeping() {
    keeping = false;
    kept.clear();
    choices.stopKeeping();
  }

  /// Whether every choice got its finish reason, so that the end of the body is a good end.
  ///
  /// After `[DONE]` that means the choices that came, since a provider may give fewer than it was
  /// asked for. Without it the body may just as well have been cut between two choices, so that all
  /// must be there.
  public boolean finished() {
    return !broken && choices.finished() && (done || choices.count() >= wishes.choices());
  }

  /// The usage that the provider sent, or null.
  public @Nullable Usage usage() {
    return usage;
  }

  /// Characters of visible and hidden text so far, for an estimate where no usage comes.
  public long textChars() {
    return choices.textChars();
  }

  /// The whole answer, if it ended well, was kept and is a chat completion.
  public Optional<Answer> answer() {
    return choices.isChat() ? whole() : Optional.empty();
  }

  /// The whole answer, if it ended well and was kept; of a legacy completion it is good for nothing
  /// but to be replayed as the stream that it was.
  public Optional<Answer> whole() {
    return keeping && finished()
        ? Optional.of(choices.answer(usage, new AnswerBytes.Events(kept)))
        : Optional.empty();
  }

  /// The usage chunk with `cost` and `cost_details` spliced into its `usage` object.
  ///
  /// @param members JSON members without braces: `"cost":0.000001,"cost_details":{…}`
  public static byte[] withCost(byte[] usageChunk, String members) {
    try {
      ScannedObject chunk = ScannedObject.of(usageChunk);
      Field field = chunk.field("usage");
      if (field == null || usageChunk[field.valueStart()] != '{') {
        return usageChunk;
      }
      int brace = field.valueEnd() - 1;
      boolean empty = chunk.json(field).substring(1).strip().equals("}");
      return BodyEdit.of(chunk).replace(brace, brace, (empty ? "" : ",") + members).apply();
    } catch (MalformedJson e) {
      return usageChunk;
    }
  }

  /// A chunk says each field once from here on: who reads it later might pick another one.
  private static ScannedObject scanned(byte[] payload) throws MalformedJson {
    ScannedObject chunk = ScannedObject.of(payload);
    BodyEdit once = BodyEdit.of(chunk).removeRepeated();
    return once.isEmpty() ? chunk : ScannedObject.of(once.apply());
  }

  private static boolean isDone(byte[] payload) {
    return payload.length >= DONE.length
        && payload[0] == '['
        && new String(payload, StandardCharsets.UTF_8).strip().equals("[DONE]");
  }

  private Broken broken(ApiError error) {
    broken = true;
    return new Broken(error);
  }

  private Piece chunk(ScannedObject chunk) {
    boolean noChoices = choices.accept(chunk) == 0;
    Usage seen = usageOf(chunk);
    if (seen != null) {
      usage = seen;
    }
    if (noChoices && "error".equals(chunk.string("object"))) {
      return broken(ProviderError.read(Json.MAPPER.readTree(chunk.bytes())));
    }
    boolean list = chunk.kind("choices") == '[';
    if (noChoices && seen == null && (!list || "".equals(chunk.string("id")))) {
      return DROP;
    }
    BodyEdit mended = BodyEdit.of(chunk);
    if (!list) {
      mended.put("choices", "[]");
    }
    if (chunk.field("error") != null) {
      mended.remove("error");
    }
    keep(chunk, mended);
    if (wishes.model() != null && chunk.field("model") != null) {
      mended.put("model", JsonText.quote(wishes.model()));
    }
    boolean last = noChoices || choices.finished();
    if (seen != null && wishes.usage() && last && !usageShown) {
      usageShown = true;
      return new UsageTail(mended.apply());
    }
    boolean strip = seen != null || !wishes.usage();
    if (noChoices && seen != null) {
      return DROP;
    }
    if (strip && chunk.field("usage") != null) {
      mended.remove("usage");
    }
    return new Pass(mended.apply());
  }

  private void keep(ScannedObject chunk, BodyEdit mended) {
    if (keeping) {
      kept.add(mended.isEmpty() ? chunk.bytes() : mended.apply());
    }
  }

  private static @Nullable Usage usageOf(ScannedObject chunk) {
    if (!chunk.has("usage") && !chunk.has("x_groq")) {
      return null;
    }
    JsonNode tree = Json.MAPPER.readTree(chunk.bytes());
    return UsageReader.ofAnswer(tree);
  }
}
