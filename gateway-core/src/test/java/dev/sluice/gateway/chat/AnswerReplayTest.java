package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnswerReplayTest {

  private static final String BODY =
      "{'id':'c','object':'chat.completion','created':1,'model':'m','choices':["
          + "{'index':0,'message':{'role':'assistant','content':'Hé','refusal':null,'reasoning_content':'hm','annotations':[]},"
          + "'logprobs':{'content':[{'token':'H','logprob':-0.5,'bytes':[72],'top_logprobs':[]}],'refusal':null},'finish_reason':'stop'},"
          + "{'index':1,'message':{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function',"
          + "'function':{'name':'f','arguments':'{}'}},{'id':'2','type':'function','function':{'name':'g','arguments':''}}]},"
          + "'logprobs':null,'finish_reason':'tool_calls'}],"
          + "'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3},'service_tier':'default','system_fingerprint':'fp'}";

  @Test
  void aBodyIsGivenAsItCame() {
    byte[] body = Texts.bytes(BODY);

    assertThat(AnswerReplay.body(AnswerReader.read(body).orElseThrow())).isSameAs(body);
  }

  @Test
  void aBodyBecomesAStreamAndTheSameBodyAgain() {
    Answer answer = AnswerReader.read(Texts.bytes(BODY)).orElseThrow();

    List<byte[]> events = AnswerReplay.events(answer, true);
    JsonNode again = Texts.tree(ChunkJoiner.join(events));

    assertThat(again).isEqualTo(Texts.tree(Texts.bytes(BODY)));
  }

  @Test
  void theStreamHasTheShapeThatClientsExpect() {
    Answer answer = AnswerReader.read(Texts.bytes(BODY)).orElseThrow();

    List<JsonNode> events = AnswerReplay.events(answer, true).stream().map(Texts::tree).toList();

    assertThat(events).allMatch(e -> e.path("object").asString("").equals("chat.completion.chunk"));
    assertThat(events).allMatch(e -> e.path("id").asString("").equals("c"));
    assertThat(events).hasSize(5);
    assertThat(events.get(0).path("choices").path(0).path("delta").path("role").asString(""))
        .isEqualTo("assistant");
    assertThat(events.get(0).path("choices").path(0).path("finish_reason").isNull()).isTrue();
    assertThat(events.get(1).at("/choices/0/delta/tool_calls/1/index").asInt(-1)).isEqualTo(1);
    assertThat(events.get(2).at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
    assertThat(events.get(4).path("choices").isEmpty()).isTrue();
    assertThat(events.subList(0, 4)).noneMatch(e -> e.path("usage").isObject());
  }

  @Test
  void theReplayedStreamIsAGoodOne() {
    Answer answer = AnswerReader.read(Texts.bytes(BODY)).orElseThrow();
    StreamFold fold = StreamFoldTest.fold(true);

    AnswerReplay.events(answer, true).forEach(fold::accept);

    assertThat(fold.finished()).isTrue();
    assertThat(fold.usage()).isEqualTo(answer.usage());
    assertThat(fold.answer().orElseThrow().content()).isEqualTo("Hé");
  }

  @Test
  void usageIsLeftOutUnlessAskedForOrThere() {
    Answer answer = AnswerReader.read(Texts.bytes(BODY)).orElseThrow();
    Answer without =
        AnswerReader.read(Texts.bytes("{'choices':[{'message':{'content':'a'}}],'usage':null}"))
            .orElseThrow();

    assertThat(AnswerReplay.events(answer, false)).hasSize(4);
    assertThat(AnswerReplay.events(without, true)).hasSize(2);
  }

  @Test
  void mistralsPartsAreJoined() {
    byte[] joined =
        join(
            "{'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}",
            "{'choices':[{'index':0,'delta':{'content':[{'type':'thinking','thinking':[]}]}}]}",
            "{'choices':[{'index':0,'delta':{'content':[{'type':'text','text':'4'}]}}]}",
            "{'choices':[{'index':0,'delta':{'content':''},'finish_reason':'stop'}]}");

    assertThat(AnswerReader.read(joined).orElseThrow().content()).isEqualTo("4");
    assertThat(Texts.tree(joined).at("/choices/0/message/content").size()).isEqualTo(2);
  }

  @Test
  void logprobsAreAppendedAndSurviveNulls() {
    byte[] joined =
        join(
            "{'choices':[{'index':0,'delta':{'content':'a'},'logprobs':{'content':[{'token':'a'}],'refusal':null}}]}",
            "{'choices':[{'index':0,'delta':{'content':'b'},'logprobs':{'content':[{'token':'b'}],'refusal':null}}]}",
            "{'choices':[{'index':0,'delta':{},'logprobs':null,'finish_reason':'stop'}]}");

    assertThat(Texts.tree(joined).at("/choices/0/logprobs/content").size()).isEqualTo(2);
    assertThat(Texts.tree(joined).at("/choices/0/logprobs/refusal").isNull()).isTrue();
  }

  @Test
  void toolCallsMayStartAtAnyIndexOrHaveNone() {
    byte[] fromOne =
        join(
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'a','function':{'name':'f','arguments':'{'}}]}}]}",
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]}}]}");
    byte[] without =
        join(
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{'}}]}}]}",
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'function':{'arguments':'}'}}]}}]}",
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'id':'b','function':{'name':'g','arguments':'{}'}}]}}]}");

    assertThat(AnswerReader.read(fromOne).orElseThrow().toolCalls())
        .containsExactly(new ToolCall("a", "f", "{}"));
    assertThat(AnswerReader.read(without).orElseThrow().toolCalls())
        .containsExactly(new ToolCall("a", "f", "{}"), new ToolCall("b", "g", "{}"));
  }

  @Test
  void legacyFunctionCallsAndAudioAreJoined() {
    byte[] joined =
        join(
            "{'choices':[{'index':0,'delta':{'function_call':{'name':'f','arguments':'{'},'audio':{'id':'x','data':'a'}}}]}",
            "{'choices':[{'index':0,'delta':{'function_call':{'arguments':'}'},'audio':{'id':'x','data':'b'}}}]}");

    JsonNode message = Texts.tree(joined).at("/choices/0/message");
    assertThat(message.at("/function_call/arguments").asString("")).isEqualTo("{}");
    assertThat(message.at("/audio/data").asString("")).isEqualTo("ab");
    assertThat(message.at("/audio/id").asString("")).isEqualTo("x");
  }

  @Test
  void anEmojiCutInTwoIsJoinedAndHalfOfOneSurvives() {
    byte[] joined =
        join(
            "{'choices':[{'index':0,'delta':{'content':'\\ud83d'}}]}",
            "{'choices':[{'index':0,'delta':{'content':'\\ude00 \\ud800'}}]}");
    Answer answer = AnswerReader.read(joined).orElseThrow();

    assertThat(answer.content()).isEqualTo("😀 \ud800");
    assertThat(
            Texts.tree(AnswerReplay.events(answer, false).getFirst())
                .at("/choices/0/delta/content")
                .asString(""))
        .isEqualTo("😀 \ud800");
  }

  @Test
  void unknownFieldsAndTheLastRootSurvive() {
    JsonNode joined =
        Texts.tree(
            join(
                "{'id':'c','x':1,'service_tier':'auto','obfuscation':'zz','usage':null,'choices':[{'index':0,'delta':{'content':'a','vendor':{'k':1}}}]}",
                "{'id':'c','x':null,'service_tier':'default','choices':[]}"));

    assertThat(joined.path("x").asInt(0)).isEqualTo(1);
    assertThat(joined.path("service_tier").asString("")).isEqualTo("default");
    assertThat(joined.has("obfuscation")).isFalse();
    assertThat(joined.has("usage")).isFalse();
    assertThat(joined.at("/choices/0/message/vendor/k").asInt(0)).isEqualTo(1);
  }

  @Property(tries = 200)
  void anyTextSurvivesBothWays(
      @ForAll @NotEmpty @Size(max = 6) List<String> pieces, @ForAll @IntRange(max = 3) int choice) {
    StreamFold fold = StreamFoldTest.fold(true);
    StringBuilder whole = new StringBuilder();
    for (String piece : pieces) {
      whole.append(piece);
      fold.accept(
          Texts.text(
                  Texts.bytes("{'id':'c','choices':[{'index':" + choice + ",'delta':{'content':"))
              .concat(JsonText.quote(piece) + "}}]}")
              .getBytes(StandardCharsets.UTF_8));
    }
    fold.accept(
        Texts.bytes("{'choices':[{'index':" + choice + ",'delta':{},'finish_reason':'stop'}]}"));

    Answer streamed = fold.answer().orElseThrow();
    Answer joined = AnswerReader.read(AnswerReplay.body(streamed)).orElseThrow();

    assertThat(joined.content()).isEqualTo(whole.toString());
    assertThat(joined.finishReason()).isEqualTo("stop");
    if (choice == 0) {
      assertThat(streamed.content()).isEqualTo(joined.content());
    }
  }

  private static byte[] join(String... events) {
    return ChunkJoiner.join(List.of(events).stream().map(Texts::bytes).toList());
  }
}
