package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFoldTest {

  private static final String HELLO = chunk("{'role':'assistant','content':'Hello'}", null, "");
  private static final String END = chunk("{}", "stop", "");
  private static final String USAGE_VALUE =
      "{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5}";
  private static final String USAGE = "{'id':'c','choices':[],'usage':" + USAGE_VALUE + "}";

  @Test
  void aCleanStreamPassesAsItCame() {
    StreamFold fold = fold(true);
    byte[] event = Texts.bytes(HELLO);

    StreamFold.Piece piece = fold.accept(event);

    assertThat(piece).isInstanceOf(StreamFold.Piece.Pass.class);
    assertThat(((StreamFold.Piece.Pass) piece).payload()).isSameAs(event);
  }

  @Test
  void usageIsShownOnceWhereItWasAskedFor() {
    StreamFold fold = fold(true);
    String withNull = chunk("{'content':'a'}", null, ",'usage':null");

    List<String> seen = Texts.seen(fold, List.of(withNull, END, USAGE, USAGE, "[DONE]"));

    assertThat(seen).containsExactly(withNull, END, USAGE, "[DONE]");
    assertThat(fold.usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
    assertThat(fold.finished()).isTrue();
  }

  @Test
  void usageIsTakenOutWhereItWasNot() {
    StreamFold fold = fold(false);
    String withNull = chunk("{'content':'a'}", null, ",'usage':null");

    List<String> seen = Texts.seen(fold, List.of(withNull, END, USAGE, "[DONE]"));

    assertThat(seen).containsExactly(chunk("{'content':'a'}", null, ""), END, "[DONE]");
    assertThat(fold.usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
  }

  @Test
  void usageOnTheLastChunkIsTheTailAndNotRepeated() {
    String last = chunk("{'content':''}", "stop", ",'usage':" + USAGE_VALUE);
    StreamFold asked = fold(true);
    StreamFold silent = fold(false);

    asked.accept(Texts.bytes(HELLO));
    assertThat(asked.accept(Texts.bytes(last))).isInstanceOf(StreamFold.Piece.UsageTail.class);
    assertThat(Texts.seen(asked, List.of(USAGE, "[DONE]"))).containsExactly("[DONE]");
    assertThat(Texts.seen(silent, List.of(HELLO, last, "[DONE]")))
        .containsExactly(HELLO, chunk("{'content':''}", "stop", ""), "[DONE]");
  }

  @Test
  void usageInEveryChunkIsShownInTheLastOnly() {
    String first =
        chunk("{'content':'a'}", null, ",'usage':{'prompt_tokens':3,'completion_tokens':1}");
    String last = chunk("{}", "stop", ",'usage':" + USAGE_VALUE);
    StreamFold fold = fold(true);

    List<String> seen = Texts.seen(fold, List.of(first, last));

    assertThat(seen).containsExactly(chunk("{'content':'a'}", null, ""), last);
    assertThat(fold.usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
  }

  @Test
  void aUsageChunkWithoutChoicesIsTheTailAndGetsThem() {
    String odd = "{'id':'c','usage':" + USAGE_VALUE + "}";
    String odder = "{'id':'c','choices':null,'usage':" + USAGE_VALUE + "}";

    assertThat(Texts.seen(fold(true), List.of(HELLO, END, odd)))
        .containsExactly(HELLO, END, "{'id':'c','usage':" + USAGE_VALUE + ",'choices':[]}");
    assertThat(Texts.seen(fold(true), List.of(odder))).containsExactly(USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'type':'ping'}", "{'choices':null}", "{'choices':'x'}"})
  void eventsThatAreNoChunksAreDropped(String event) {
    StreamFold fold = fold(true);

    assertThat(Texts.seen(fold, List.of(HELLO, event, END))).containsExactly(HELLO, END);
    assertThat(fold.finished()).isTrue();
  }

  @Test
  void azuresFirstChunkIsDropped() {
    String azure = "{'choices':[],'created':0,'id':'','model':'','prompt_filter_results':[]}";
    StreamFold fold = fold(true);

    assertThat(Texts.seen(fold, List.of(azure, HELLO))).containsExactly(HELLO);
  }

  @Test
  void ofAFieldThatIsSaidTwiceTheLastCounts() {
    String twice = "{'id':'c','usage':'x','choices':[],'usage':null,'id':'d'}";
    String usageTwice = "{'id':'c','choices':[],'usage':{},'usage':" + USAGE_VALUE + "}";
    StreamFold fold = fold(false);

    List<String> seen = Texts.seen(fold, List.of(twice, usageTwice));

    assertThat(seen).containsExactly("{'choices':[],'id':'d'}");
    assertThat(fold.usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
  }

  @Test
  void aNullErrorIsTakenOut() {
    String odd = chunk("{'content':'a'}", null, ",'error':null");

    assertThat(Texts.seen(fold(true), List.of(odd)))
        .containsExactly(chunk("{'content':'a'}", null, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'M','type':'T','param':null,'code':'c'}}",
        "{'error':'M'}",
        "{'error':{'message':'M','code':500},'choices':[]}",
        "{'object':'error','message':'M','type':'T','param':null,'code':500}",
      })
  void anErrorBreaksTheStream(String event) {
    StreamFold fold = fold(true);

    assertThat(Texts.seen(fold, List.of(HELLO, END, event))).containsExactly(HELLO, END, "!M");
    assertThat(fold.finished()).isFalse();
    assertThat(fold.answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "[DONE",
        "{'choices':[",
        "<html>",
        "{'usage':{'prompt_tokens':11111111111111111111111111111e99999999999},'choices':[],}"
      })
  void whatIsNoJsonBreaksIt(String event) {
    StreamFold fold = fold(true);

    assertThat(fold.accept(Texts.bytes(event))).isInstanceOf(StreamFold.Piece.Broken.class);
    assertThat(fold.finished()).isFalse();
  }

  @Test
  void hugeNumbersDoNotHurt() {
    String digits = "1".repeat(5000);
    StreamFold fold = fold(true);

    fold.accept(
        Texts.bytes(
            "{'id':'c','created':"
                + digits
                + ",'choices':[{'index':"
                + digits
                + ",'delta':{'content':'a'},'x':"
                + digits
                + "}]}"));
    assertThat(fold.accept(Texts.bytes("{'choices':[],'usage':{'prompt_tokens':" + digits + "}}")))
        .isInstanceOf(StreamFold.Piece.Broken.class);
  }

  @Test
  void finishedMeansEveryChoice() {
    StreamFold fold = fold(true);

    assertThat(fold.finished()).isFalse();
    Texts.seen(
        fold, List.of(choice(0, "{'content':'a'}", null), choice(1, "{'content':'b'}", null)));
    Texts.seen(fold, List.of(choice(1, "{}", "stop")));
    assertThat(fold.finished()).isFalse();
    Texts.seen(fold, List.of(choice(0, "{}", "length")));
    assertThat(fold.finished()).isTrue();

    Answer answer = fold.answer().orElseThrow();
    assertThat(answer.choices()).isEqualTo(2);
    assertThat(answer.content()).isEqualTo("a");
    assertThat(answer.finishReason()).isEqualTo("length");
  }

  @Test
  void aBodyThatEndsBetweenTwoChoicesIsCut() {
    StreamFold fold = asking(2);

    Texts.seen(fold, List.of(choice(0, "{'content':'a'}", null), choice(0, "{}", "stop")));
    assertThat(fold.finished()).isFalse();
    assertThat(fold.answer()).isEmpty();

    Texts.seen(fold, List.of(choice(1, "{'content':'b'}", "stop")));
    assertThat(fold.finished()).isTrue();
  }

  @Test
  void afterTheEndMarkFewerChoicesSuffice() {
    StreamFold fold = asking(2);

    Texts.seen(fold, List.of(choice(0, "{'content':'a'}", "stop"), "[DONE]"));

    assertThat(fold.finished()).isTrue();
    assertThat(fold.answer().orElseThrow().choices()).isOne();
  }

  @Test
  void theEndMarkFinishesNoChoice() {
    StreamFold fold = asking(1);

    Texts.seen(fold, List.of(choice(0, "{'content':'a'}", null), "[DONE]"));

    assertThat(fold.finished()).isFalse();
  }

  @Test
  void anIndexBehindTheDeltaCounts() {
    StreamFold fold = fold(true);
    String form =
        "{'choices':[{'delta':{'content':'%s','tool_calls':[{'index':0,'id':'%s'}]},'finish_reason':'stop','index':%d}]}";

    Texts.seen(fold, List.of(form.formatted("b", "2", 1), form.formatted("a", "1", 0)));

    Answer answer = fold.answer().orElseThrow();
    assertThat(answer.content()).isEqualTo("a");
    assertThat(answer.toolCalls()).containsExactly(new ToolCall("1", "", ""));
  }

  @Test
  void toolCallPiecesAddUp() {
    StreamFold fold = fold(true);

    Texts.seen(
        fold,
        List.of(
            chunk(
                "{'content':null,'tool_calls':[{'index':0,'id':'1','type':'function','function':{'name':'f','arguments':''}}]}",
                null,
                ""),
            chunk("{'tool_calls':[{'index':0,'function':{'arguments':'{\\\"a'}}]}", null, ""),
            chunk(
                "{'tool_calls':[{'index':1,'id':'2','function':{'name':'g','arguments':'{}'}},{'index':0,'function':{'arguments':'\\\":1}'}}]}",
                null,
                ""),
            chunk("{}", "tool_calls", "")));

    assertThat(fold.answer().orElseThrow().toolCalls())
        .containsExactly(new ToolCall("1", "f", "{\"a\":1}"), new ToolCall("2", "g", "{}"));
  }

  @Test
  void toolCallsWithoutAnIndexBeginWithTheirId() {
    StreamFold fold = fold(true);

    Texts.seen(
        fold,
        List.of(
            chunk("{'tool_calls':[{'id':'1','function':{'name':'f','arguments':'{'}}]}", null, ""),
            chunk("{'tool_calls':[{'function':{'arguments':'}'}}]}", null, ""),
            chunk(
                "{'tool_calls':[{'id':'2','function':{'name':'g','arguments':'{}'}}]}",
                "tool_calls",
                "")));

    assertThat(fold.answer().orElseThrow().toolCalls())
        .containsExactly(new ToolCall("1", "f", "{}"), new ToolCall("2", "g", "{}"));
  }

  @Test
  void legacyFunctionCallsAddUp() {
    StreamFold fold = fold(true);

    Texts.seen(
        fold,
        List.of(
            chunk("{'function_call':{'name':'f','arguments':''}}", null, ""),
            chunk("{'function_call':{'arguments':'{}'}}", "function_call", "")));

    assertThat(fold.answer().orElseThrow().toolCalls())
        .containsExactly(new ToolCall("", "f", "{}"));
  }

  @Test
  void reasoningRefusalAndPartsAddUp() {
    StreamFold fold = fold(true);

    Texts.seen(
        fold,
        List.of(
            chunk("{'reasoning_content':'h'}", null, ""),
            chunk("{'reasoning':'m'}", null, ""),
            chunk("{'refusal':'no'}", null, ""),
            chunk(
                "{'content':[{'type':'thinking','thinking':[{'text':'x'}]},{'type':'text','text':'4'}]}",
                null,
                ""),
            chunk("{'content':'2'}", "stop", "")));

    Answer answer = fold.answer().orElseThrow();
    assertThat(answer.reasoning()).isEqualTo("hm");
    assertThat(answer.refusal()).isEqualTo("no");
    assertThat(answer.content()).isEqualTo("42");
    assertThat(fold.textChars()).isEqualTo(6);
  }

  @Test
  void legacyCompletionsAreCountedButAreNoChatAnswer() {
    StreamFold fold = fold(true);

    Texts.seen(
        fold, List.of("{'id':'c','choices':[{'text':'abc','index':0,'finish_reason':'stop'}]}"));

    assertThat(fold.finished()).isTrue();
    assertThat(fold.textChars()).isEqualTo(3);
    assertThat(fold.answer()).isEmpty();
    assertThat(AnswerReplay.events(fold.whole().orElseThrow(), true)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'delta':null,'finish_reason':null}]}",
        "{'choices':[{'index':0}]}",
        "{'choices':[{'index':'0','delta':{'content':1,'tool_calls':{},'refusal':[]}}]}",
        "{'choices':[{'index':-1,'delta':{'tool_calls':[{'index':-2,'function':null},{'function':{'arguments':1}}]}}]}",
        "{'choices':[{'index':99999999999999999999,'delta':{}}]}",
        "{'choices':[null]}",
      })
  void oddChunksPass(String event) {
    StreamFold fold = fold(true);

    assertThat(Texts.seen(fold, List.of(event))).containsExactly(event);
    assertThat(fold.finished()).isFalse();
  }

  @Test
  void showsTheNameThatWasAskedFor() {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(false, "auto", true));

    List<String> seen =
        Texts.seen(
            fold,
            List.of(
                "{'id':'c','model':'m','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}]}"));

    assertThat(seen.getFirst()).contains("'model':'auto'");
    assertThat(fold.answer().orElseThrow().model()).isEqualTo("m");
  }

  @Test
  void keepsNothingUnlessTold() {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(false, null, false));

    Texts.seen(fold, List.of(HELLO, END));

    assertThat(fold.finished()).isTrue();
    assertThat(fold.textChars()).isEqualTo(5);
    assertThat(fold.answer()).isEmpty();
  }

  @Test
  void costIsSplicedIntoUsage() {
    assertThat(Texts.text(StreamFold.withCost(Texts.bytes(USAGE), "\"cost\":0.1")))
        .isEqualTo(Texts.json(USAGE.replace(":5}", ":5,'cost':0.1}")));
    assertThat(Texts.text(StreamFold.withCost(Texts.bytes("{'usage':{ }}"), "\"cost\":0.1")))
        .isEqualTo(Texts.json("{'usage':{ 'cost':0.1}}"));
    assertThat(Texts.text(StreamFold.withCost(Texts.bytes("{'usage':null}"), "\"cost\":0.1")))
        .isEqualTo(Texts.json("{'usage':null}"));
  }

  @Test
  void whatWasKeptReplaysInBothForms() {
    StreamFold fold = fold(false);
    List<String> events =
        new ArrayList<>(
            List.of(HELLO, chunk("{'content':'!'}", null, ",'error':null"), END, USAGE));
    Texts.seen(fold, events);

    Answer answer = fold.answer().orElseThrow();

    assertThat(AnswerReplay.events(answer, true)).hasSize(4);
    assertThat(AnswerReplay.events(answer, false)).hasSize(3);
    assertThat(AnswerReader.read(AnswerReplay.body(answer)).orElseThrow().content())
        .isEqualTo("Hello!");
  }

  static StreamFold fold(boolean usage) {
    return new StreamFold(new StreamFold.Wishes(usage, null, true));
  }

  private static StreamFold asking(long choices) {
    return new StreamFold(new StreamFold.Wishes(true, null, true, choices));
  }

  private static String chunk(String delta, @Nullable String finish, String more) {
    return "{'id':'c','choices':[{'index':0,'delta':%s,'finish_reason':%s}]%s}"
        .formatted(delta, finish == null ? "null" : "'" + finish + "'", more);
  }

  private static String choice(int index, String delta, @Nullable String finish) {
    return "{'id':'c','choices':[{'index':%d,'delta':%s,'finish_reason':%s}]}"
        .formatted(index, delta, finish == null ? "null" : "'" + finish + "'");
  }
}
