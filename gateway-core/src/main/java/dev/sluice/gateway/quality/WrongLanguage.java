package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Message;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The answer is in another language than the question, and nobody asked for that.
///
/// Judges only clear cases: enough prose on both sides, no language named anywhere in the
/// conversation, no translation, no machine format, and no trace of the answer's language in what
/// the user wrote. A system prompt in another language than English is a wish, too.
final class WrongLanguage implements Check {

  private static final int ENOUGH_PROSE = 40;
  private static final int ENOUGH_QUESTION = 4;
  private static final int ENOUGH_READ = 2_000;
  private static final int LONGEST_READ = 64_000;

  private static final Pattern NAMES_A_LANGUAGE =
      Pattern.compile(
          "\\b(?:languages?|english|chinese|mandarin|cantonese|japanese|korean|spanish|french|german"
              + "|portuguese|italian|russian|arabic|hindi|greek|hebrew|thai|dutch|polish|turkish"
              + "|ukrainian|vietnamese|swedish|latin|translat\\w*|bilingual|kanji|pinyin|hiragana"
              + "|idiomas?|inglés|español|castellano|francés|alemán|portugués|italiano|ruso|chino"
              + "|japonés|traduc\\w*|langues?|anglais|espagnol|français|allemand|portugais|italien|russe"
              + "|chinois|japonais|tradui\\w*|traduction|sprachen?|englisch\\w*|deutsch\\w*"
              + "|französisch\\w*|spanisch\\w*|italienisch\\w*|russisch\\w*|chinesisch\\w*"
              + "|japanisch\\w*|übersetz\\w*|inglês|espanhol|francês|alemão|português|russo|chinês"
              + "|tradu\\w*|lingua|inglese|spagnolo|francese|tedesco|portoghese|cinese|traduci\\w*)\\b"
              + "|语|中文|英文|日文|法文|德文|翻译|翻訳|語|영어|한국어|중국어|일본어|번역|язык|перев[её]д|англий|русск"
              + "|немецк|французск|испанск",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    ChatRequest request = x.request();
    String said = Prose.of(answer.content()).strip();
    String question = read(Prose.of(request.lastUserText()).strip(), ENOUGH_READ);
    if (said.length() < ENOUGH_PROSE || question.length() < ENOUGH_QUESTION || isExempt(x)) {
      return null;
    }
    Language answered = Language.of(read(said, ENOUGH_READ));
    Language asked = Language.ofQuestion(question);
    boolean differ = answered != null && asked != null && asked != answered;
    return differ && !expected(request, question).contains(answered) && !namesALanguage(request)
        ? "language"
        : null;
  }

  private static boolean isExempt(Exchange x) {
    TaskDecision task = x.task();
    return (task != null && task.task() == TaskType.TRANSLATION)
        || x.request().has("response_format");
  }

  private static boolean namesALanguage(ChatRequest request) {
    for (Message message : request.messages()) {
      if ((message.isUser() || message.isSystem())
          && NAMES_A_LANGUAGE.matcher(read(message.text(), LONGEST_READ)).find()) {
        return true;
      }
    }
    return false;
  }

  private static Set<Language> expected(ChatRequest request, String question) {
    Set<Language> expected = Language.allIn(question);
    Language system = Language.of(read(Prose.of(request.systemText()), ENOUGH_READ));
    if (system != null && system != Language.ENGLISH) {
      expected.add(system);
    }
    return expected;
  }

  /// Head and tail of a long text say enough.
  private static String read(String text, int chars) {
    int half = chars / 2;
    return text.length() <= chars
        ? text
        : text.substring(0, half) + "\n" + text.substring(text.length() - half);
  }
}
