package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the beginning of an answer gives away: it pleads inability, it is in the wrong language, or
/// it is prose where JSON was asked for.
///
/// Judges with the same eyes as [HardChecks], only that what is not said yet is nobody's fault: a
/// sentence counts once it has ended, and a "however" promises that help follows. A refusal for
/// safety is an answer and passes. Any thread.
public final class PrefixChecks {

  /// What an answer that was asked for in JSON may begin with.
  private static final Pattern JSON = Pattern.compile("\\A\\s*(?:[{\\[\"\\-0-9]|true|false|null)");

  private static final Pattern OBJECT = Pattern.compile("\\A\\s*\\{");

  private static final Pattern SENTENCE_END =
      Pattern.compile("[。！？\\n]|(?<![0-9])[.!?](?=\\s|\\z)|[0-9][.!?](?=\\s)");

  /// Longer than what [Declining] wants to see behind a "however".
  private static final String MORE_TO_COME = " " + "…".repeat(120);

  private final WrongLanguage language = new WrongLanguage();

  /// The reason as the trace shows it, or null where nothing speaks against going on.
  ///
  /// @param prefix the answer so far; its end says nothing about the answer's
  public @Nullable String fails(Exchange x, Answer prefix) {
    if (prefix.refusal() != null
        || !prefix.toolCalls().isEmpty()
        || Prose.visible(prefix.content()).isBlank()) {
      return null;
    }
    return switch (declining(prefix.content())) {
      case SAFETY -> null;
      case INABILITY -> "refusal";
      case NONE -> beginsWrong(x, prefix) ? "format" : language.fails(x, prefix);
    };
  }

  /// As the sentences that have ended say it, unless what follows them takes it back.
  private static Declining declining(String text) {
    Declining all = Declining.of(text + MORE_TO_COME);
    return all == Declining.INABILITY ? Declining.of(sentences(text) + MORE_TO_COME) : all;
  }

  /// All sentences that have ended.
  private static String sentences(String text) {
    Matcher ends = SENTENCE_END.matcher(text);
    int end = 0;
    while (ends.find()) {
      end = ends.end();
    }
    return text.substring(0, end);
  }

  private static boolean beginsWrong(Exchange x, Answer prefix) {
    String asked = x.request().json("response_format");
    if (asked == null) {
      return false;
    }
    String type = Parsed.json(asked).map(format -> format.path("type").asString("")).orElse("");
    return switch (type) {
      case "json_object" -> !OBJECT.matcher(prefix.content()).find();
      case "json_schema" -> !JSON.matcher(prefix.content()).find();
      default -> false;
    };
  }
}
