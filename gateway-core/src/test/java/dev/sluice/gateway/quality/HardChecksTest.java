package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardChecksTest {

  private static final String PERSON_SCHEMA =
      """
      "response_format":{"type":"json_schema","json_schema":{"name":"p","schema":
      {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},
      "required":["name"],"additionalProperties":false}}}\
      """;
  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",
      "properties":{"city":{"type":"string"}},"required":["city"]}}},
      {"type":"function","function":{"name":"now"}},
      {"type":"custom","custom":{"name":"shell"}}]\
      """;

  private final HardChecks gate = new HardChecks();

  // Empty

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "<think>hm, let me see</think>\n"})
  void refusesSilence(String content) {
    assertThat(reason(new Sample(), Answers.said(content))).isEqualTo("empty");
  }

  @Test
  void takesAToolCallForAnAnswer() {
    Sample sample = asking("now?", TOOLS);

    assertThat(reason(sample, Answers.called(new ToolCall("1", "now", "")))).isNull();
  }

  @Test
  void takesSilenceForAnAnswerWhereSoundWasAsked() {
    assertThat(reason(asking("sing", "\"audio\":{\"voice\":\"a\"}"), Answers.said(""))).isNull();
  }

  // Refusals

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but as an AI language model, I don't have access to real-time information.",
        "As an AI language model, I can't browse the internet.",
        "As an AI, I am unable to play sounds.",
        "I cannot access external websites or links.",
        "Unfortunately, I’m unable to view images or attachments.",
        "I do not have access to current weather data.",
        "Lo siento, pero no puedo acceder a internet en tiempo real.",
        "Como modelo de lenguaje, no tengo acceso a información en tiempo real.",
        "Je suis désolé, mais je ne peux pas accéder à Internet.",
        "En tant que modèle de langage, je n'ai pas accès aux données en temps réel.",
        "Leider kann ich nicht auf das Internet zugreifen.",
        "Als KI-Sprachmodell habe ich keinen Zugriff auf Echtzeitdaten.",
        "Desculpe, mas não tenho acesso a informações em tempo real.",
        "Mi dispiace, ma non posso accedere a Internet.",
        "作为一个AI语言模型，我无法访问互联网。",
        "抱歉，我无法浏览网页。",
        "很抱歉，我目前无法获取实时天气信息。",
        "申し訳ありませんが、リアルタイムの情報を提供することができません。",
        "죄송합니다. 실시간 정보에 접근할 수 없습니다.",
        "К сожалению, я не имею доступа к интернету.",
      })
  void refusesAnAnswerThatPleadsInability(String content) {
    assertThat(Declining.of(content)).isEqualTo(Declining.INABILITY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that.",
        "I can't assist with that request.",
        "I cannot provide instructions for making weapons, as this is dangerous and illegal.",
        "As an AI language model, I cannot provide medical advice. Please see a doctor.",
        "I won't write that; it would be harmful to others.",
        "I'm really sorry you're feeling this way. Please call or text 988, a crisis line.",
        "Lo siento, no puedo ayudar con eso.",
        "Je suis désolé, mais je ne peux pas vous aider avec cette demande.",
        "Tut mir leid, dabei kann ich nicht helfen, das wäre illegal.",
        "Desculpe, não posso ajudar com isso.",
        "抱歉，我无法回答这个问题。",
        "对不起，我不能提供任何违法活动的帮助。",
        "申し訳ありませんが、そのご要望にはお答えできません。",
        "Извините, я не могу помочь с этим.",
      })
  void servesARefusalForSafetyAsItStands(String content) {
    Sample strict = asking("do it", "\"response_format\":{\"type\":\"json_object\"}");

    assertThat(Declining.of(content)).isNotEqualTo(Declining.INABILITY);
    if (Declining.of(content) == Declining.SAFETY) {
      assertThat(reason(strict, Answers.said(content))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"I'm sorry, but I can't help with that.", "抱歉，我无法回答这个问题。"})
  void knowsARefusalForSafety(String content) {
    assertThat(Declining.of(content)).isEqualTo(Declining.SAFETY);
  }

  @Test
  void servesADeclaredRefusal() {
    Sample strict = asking("do it", PERSON_SCHEMA);

    assertThat(reason(strict, Answers.refused("No."))).isNull();
    assertThat(reason(strict, Answers.finished("", "content_filter", null))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I can't believe how good this is! The pasta was fresh and the service quick.",
        "I cannot recommend this film enough.",
        "I'm unable to access my account since this morning. Could you reset my password?",
        "I can't open our files on the shared drive; could someone look into it?",
        "As an AI language model is trained on text, it predicts the next word.",
        "As an AI, I don't have feelings, but thanks for asking! How can I help you today?",
        "I can't browse the internet, but based on what I know Paris had about 2.1 million"
            + " inhabitants in 2020, and the number has been falling slowly.",
        "Sorry for the confusion! The capital of Australia is Canberra, not Sydney.",
        "Unfortunately, the train was late. So we took the bus and saw the images later.",
        "You cannot access private members of another class in Java; use a getter.",
        "No puedo creer lo rápido que pasa el tiempo.",
        "Je ne peux pas vivre sans toi, disait-il.",
        "Ich kann nicht schlafen, sagte das Kind.",
        "我无法忘记那个夏天，海风吹过的声音还在耳边。",
        "无法连接通常是因为端口被防火墙挡住了，请先检查设置。",
        "インターネットは1960年代に始まりました。",
      })
  void letsLookAlikesPass(String content) {
    assertThat(Declining.of(content)).isEqualTo(Declining.NONE);
  }

  // Length

  @ParameterizedTest
  @CsvSource({
    "'',                          100, length",
    "'\"max_tokens\":100',        100,",
    "'\"max_tokens\":101',        100, length",
    "'\"max_completion_tokens\":64', 64,",
    "'\"max_tokens\":1000',       0, length",
  })
  void refusesOnlyWhatTheProviderCut(String member, long output, @Nullable String reason) {
    Sample sample = member.isEmpty() ? new Sample() : asking("tell", member);
    Answer cut = Answers.finished("Once upon a", "length", new Usage(5, 0, 0, output, 0));

    assertThat(reason(sample, cut)).isEqualTo(reason);
  }

  @Test
  void blamesTheClientsBoundWhereNoUsageCame() {
    Answer cut = Answers.finished("Once upon a", "length", null);

    assertThat(reason(asking("tell", "\"max_tokens\":3"), cut)).isNull();
    assertThat(reason(new Sample(), cut)).isEqualTo("length");
  }

  // Format

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}             |",
        "` \n{\"a\":1}\n `     |",
        "[1]                   | format",
        "\"text\"              | format",
        "{\"a\":1              | format",
        "{\"a\":1} done        | format",
        "Here: {\"a\":1}       | format",
        "```json {\"a\":1} ``` | format",
        "{'a':1}               | format",
      })
  void wantsAnObjectForJsonMode(String content, @Nullable String reason) {
    Sample sample = asking("json", "\"response_format\":{\"type\":\"json_object\"}");

    assertThat(reason(sample, Answers.said(content))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"Ada\",\"age\":36}   |",
        "{\"name\":\"Ada\"}              |",
        "{\"age\":36}                    | format",
        "{\"name\":\"Ada\",\"age\":\"x\"}| format",
        "{\"name\":\"Ada\",\"x\":1}      | format",
        "not json                        | format",
      })
  void wantsWhatTheSchemaSays(String content, @Nullable String reason) {
    assertThat(reason(asking("person", PERSON_SCHEMA), Answers.said(content))).isEqualTo(reason);
  }

  // Tools

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "weather | {\"city\":\"Rome\"} |",
        "weather | {}                  | format",
        "weather | {\"city\":5}        | format",
        "weather | {\"city\":\"Rome\"  | format",
        "weather | [1]                 | format",
        "now     | {}                  |",
        "now     | ``                  |",
        "shell   | rm -r x             |",
        "stranger| {}                  | format",
      })
  void wantsToolCallsThatCanRun(String name, String arguments, @Nullable String reason) {
    Answer answer = Answers.called(new ToolCall("1", name, arguments == null ? "" : arguments));

    assertThat(reason(asking("go", TOOLS), answer)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"required\"                                                     | format",
        "\"auto\"                                                         |",
        "\"none\"                                                         |",
        "{\"type\":\"function\",\"function\":{\"name\":\"now\"}}          | format",
        "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\"}} | format",
        "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\"}}     |",
      })
  void wantsACallWhereOneWasDemanded(String choice, @Nullable String reason) {
    Sample sample = asking("go", TOOLS, "\"tool_choice\":" + choice);

    assertThat(reason(sample, Answers.said("It is noon."))).isEqualTo(reason);
  }

  @Test
  void wantsTheNamedToolAndNoOther() {
    Sample sample =
        asking(
            "go", TOOLS, "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"now\"}}");

    assertThat(reason(sample, Answers.called(new ToolCall("1", "now", "{}")))).isNull();
    assertThat(reason(sample, Answers.called(new ToolCall("1", "shell", "x")))).isEqualTo("format");
  }

  // Language

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is the capital of France? | 法国的首都是巴黎，它位于塞纳河畔，是该国的政治、经济和文化中心，也是世界著名的旅游城市，人口众多。",
        "法国的首都是哪里？请简单介绍一下。 | The capital of France is Paris, which lies on the Seine and is the center of the country.",
        "フランスの首都はどこですか。 | 法国的首都是巴黎，它位于塞纳河畔，是该国的政治、经济和文化中心，也是世界著名的旅游城市，人口众多。",
        "Wie hoch ist der Eiffelturm und wer hat ihn gebaut, und für wen? | The tower is about 330 metres high and was built by the company of Gustave Eiffel for the fair.",
        "¿Cuál es la capital de Francia y por qué es tan famosa? Explica lo más importante. | The capital is Paris, and it is famous for the tower, the museums and the food that you find there.",
        "Почему небо синее? Объясни коротко. | The sky is blue because air scatters short waves of light more than the long ones, and that is what we see.",
        "Why is the sky blue, and what has that to do with the air? | Небо синее, потому что воздух рассеивает короткие волны сильнее, чем длинные волны.",
        "프랑스의 수도는 어디인가요? | The capital of France is Paris, which lies on the Seine and is the center of the country.",
      })
  void refusesAnAnswerInAnotherLanguage(String question, String answer) {
    assertThat(reason(asking(question), Answers.said(answer))).isEqualTo("language");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is the capital of France? | The capital of France is Paris, which lies on the Seine and is the center of the country.",
        "What is the capital of France? | 法国的首都是巴黎。",
        "How do I say good morning to my boss in Japanese, politely? | おはようございます。本日もどうぞよろしくお願いいたします。これはとても丁寧な言い方です。上司にも使えます。",
        "Please translate: the weather is nice today and we go to the park | 今天天气很好，我们去公园散步吧，那里有很多花，孩子们也可以在草地上玩耍，大家都会很开心的。真的。",
        "Summarize this: 法国的首都是巴黎，位于塞纳河畔，人口众多。 | The capital of France is Paris, which lies on the Seine and is the center of the country.",
        "Summarize this: 法国的首都是巴黎，位于塞纳河畔，人口众多。 | 巴黎是法国的首都，位于塞纳河畔，人口众多，是该国的政治、经济和文化中心，也是世界著名的旅游城市。",
        "请解释 REST API 的 idempotent 概念 | 幂等（idempotent）指同一个请求执行多次与执行一次的效果相同，例如 PUT 和 DELETE 方法就是幂等的，而 POST 不是。",
        "继续 | The capital of France is Paris, which lies on the Seine and is the center of the country.",
        "Write a function that adds two numbers | ``` def add(a, b): # 返回两个数字的和，这里是中文注释，很长很长很长很长很长很长很长很长很长很长 ```",
        "Hoeveel inwoners heeft de stad en wat is de naam van het plein? | The city has about one million inhabitants, and the square is called the Dam by the people there.",
        "mujhe batao ki aaj ka mausam kaisa hai | आज का मौसम बहुत अच्छा है, आसमान साफ है और हल्की हवा चल रही है, बाहर घूमने जाइए।",
        "Who wrote Les Misérables and what is it about? | Les Misérables was written by Victor Hugo, and it is about Jean Valjean and the people that he meets.",
      })
  void letsEveryDoubtPass(String question, String answer) {
    assertThat(reason(asking(question), Answers.said(answer))).isNull();
  }

  @Test
  void doesNotJudgeTheLanguageOfATranslation() {
    Sample sample = asking("Good morning, how are you and what have you done?");
    Answer answer = Answers.said("早上好，你好吗？你今天做了什么？我希望你一切都好，我们很快就会见面，到时候我们可以一起吃饭聊天。再见。");

    assertThat(reason(sample, answer)).isEqualTo("language");
    assertThat(reason(sample.task(TaskType.TRANSLATION), answer)).isNull();
  }

  @Test
  void followsASystemPromptInAnotherLanguage() {
    Sample sample =
        new Sample()
            .body(
                """
                {"model":"auto","messages":[
                {"role":"system","content":"你是一个乐于助人的助手，回答要简洁。"},
                {"role":"user","content":"What is the capital of France?"}]}\
                """);
    Answer answer = Answers.said("法国的首都是巴黎，它位于塞纳河畔，是该国的政治、经济和文化中心，也是世界著名的旅游城市，人口众多。");

    assertThat(reason(sample, answer)).isNull();
  }

  @Test
  void givesWhatPassesTheWholeProbability() {
    Verdict verdict = gate.judge(new Sample().exchange(), Answers.said("Hello there."));

    assertThat(verdict).isEqualTo(Verdict.GOOD);
  }

  private static Sample asking(String question, String... members) {
    return new Sample().body(Sample.chat("auto", question, members));
  }

  private @Nullable String reason(Sample sample, Answer answer) {
    Verdict verdict = gate.judge(sample.exchange(), answer);
    assertThat(verdict.pass()).isEqualTo(verdict.reason() == null ? 1 : 0);
    return verdict.reason();
  }
}
