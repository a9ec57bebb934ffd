package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  @Test
  void readsAnAnswer() {
    byte[] body =
        Texts.bytes(
            "{'id':'c','model':'m','choices':[{'index':0,'message':{'role':'assistant','content':'Hi',"
                + "'refusal':null},'logprobs':null,'finish_reason':'stop'},{'index':1,'message':{'content':'Ho'}}],"
                + "'usage':{'prompt_tokens':1,'completion_tokens':2}}");

    Answer answer = AnswerReader.read(body).orElseThrow();

    assertThat(answer.id()).isEqualTo("c");
    assertThat(answer.model()).isEqualTo("m");
    assertThat(answer.content()).isEqualTo("Hi");
    assertThat(answer.refusal()).isNull();
    assertThat(answer.finishedWith("stop")).isTrue();
    assertThat(answer.choices()).isEqualTo(2);
    assertThat(answer.usage()).isEqualTo(new Usage(1, 0, 0, 2, 0));
    assertThat(answer.bytes()).isInstanceOf(AnswerBytes.Body.class);
    assertThat(answer.bytes().size()).isEqualTo(body.length);
  }

  @Test
  void readsReasoningRefusalAndParts() {
    Answer deepseek = message("{'content':'','reasoning_content':'hm','refusal':'no'}");
    Answer groq = message("{'content':null,'reasoning':'hm'}");
    Answer mistral =
        message(
            "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]},{'type':'text','text':'4'}]}");

    assertThat(deepseek.reasoning()).isEqualTo("hm");
    assertThat(deepseek.refusal()).isEqualTo("no");
    assertThat(groq.reasoning()).isEqualTo("hm");
    assertThat(groq.content()).isEmpty();
    assertThat(mistral.content()).isEqualTo("4");
    assertThat(mistral.finishReason()).isNull();
    assertThat(mistral.usage()).isNull();
  }

  @Test
  void readsToolCallsOfBothKinds() {
    Answer tools =
        message(
            "{'content':null,'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{'}},"
                + "{'id':'2','function':{'name':'g'}}]}");
    Answer legacy = message("{'function_call':{'name':'f','arguments':'{}'}}");

    assertThat(tools.toolCalls())
        .containsExactly(new ToolCall("1", "f", "{"), new ToolCall("2", "g", ""));
    assertThat(legacy.toolCalls()).containsExactly(new ToolCall("", "f", "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "<html>",
        "{}",
        "{'choices':null}",
        "{'choices':[]}",
        "{'choices':{}}",
        "{'choices':[null]}",
        "{'choices':[{'text':'a'}]}",
        "{'choices':[{'message':null}]}",
        "{'choices':[{'message':'x'}]}",
        "{'error':{'message':'m'}}",
      })
  void anythingElseIsNone(String body) {
    assertThat(AnswerReader.read(Texts.bytes(body))).isEmpty();
  }

  @Test
  void oddTypesDoNotHurt() {
    Answer odd =
        message("{'content':{'a':1},'reasoning':3,'tool_calls':{'a':[]},'function_call':[]}");

    assertThat(odd.content()).isEmpty();
    assertThat(odd.toolCalls()).hasSizeLessThan(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{'error':{'message':'Slow down','code':429}}|Slow down",
        "{'error':'broken'}|broken",
        "{'error':null,'choices':[]}|-",
        "{'error':false}|-",
        "{}|-",
        "|-",
      })
  @SuppressWarnings("NullAway") // JUnit passes the nulls of the table
  void findsAnErrorBehindA200(String body, String message) {
    assertThat(AnswerReader.error(Texts.bytes(body == null ? "" : body)).map(ApiError::message))
        .isEqualTo(Optional.ofNullable(message));
  }

  @Test
  void readsUsageOfAnyAnswer() {
    assertThat(AnswerReader.usage(Texts.bytes("{'data':[],'usage':{'prompt_tokens':4}}")))
        .contains(new Usage(4, 0, 0, 0, 0));
    assertThat(AnswerReader.usage(Texts.bytes("{'data':[]}"))).isEmpty();
    assertThat(AnswerReader.usage(Texts.bytes("no json"))).isEmpty();
  }

  private static Answer message(String message) {
    return AnswerReader.read(Texts.bytes("{'choices':[{'message':" + message + "}]}"))
        .orElseThrow();
  }
}
