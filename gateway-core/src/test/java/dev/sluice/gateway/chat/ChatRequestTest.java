package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{'messages':[]}|you must provide a model parameter|-|-",
        "{'model':null}|you must provide a model parameter|-|-",
        "{'model':''}|you must provide a model parameter|-|-",
        "{'model':1}|Invalid type for 'model': expected a string, but got an integer instead.|model|invalid_type",
        "{'model':1.5}|Invalid type for 'model': expected a string, but got a decimal number instead.|model|invalid_type",
        "{'model':{}}|Invalid type for 'model': expected a string, but got an object instead.|model|invalid_type",
        "{'model':'m'}|Missing required parameter: 'messages'.|messages|missing_required_parameter",
        "{'model':'m','messages':'x'}|Invalid type for 'messages': expected an array of objects, but got a string instead.|messages|invalid_type",
        "{'model':'m','messages':null}|Invalid type for 'messages': expected an array of objects, but got null instead.|messages|invalid_type",
        "{'model':'m','messages':[{}],'stream':'yes'}|Invalid type for 'stream': expected a boolean, but got a string instead.|stream|invalid_type",
        "{'model':'m','model':'n'}|Duplicate field 'model' in the request body.|model|duplicate_parameter",
        "{'model':'m','mod\\u0065l':'n'}|Duplicate field 'model' in the request body.|model|duplicate_parameter",
        "{'n':1,'n':1,'model':'m'}|Duplicate field 'n' in the request body.|n|duplicate_parameter",
        "{'model':'m','stream_options':{'include_usage':true,'include\\u005fusage':false}}|Duplicate field 'stream_options.include_usage' in the request body.|stream_options.include_usage|duplicate_parameter",
        "{'model':'m','sluice':{'max_cost_usd':1,'max_cost_usd':9}}|Duplicate field 'sluice.max_cost_usd' in the request body.|sluice.max_cost_usd|duplicate_parameter",
      })
  @SuppressWarnings("NullAway") // JUnit passes the nulls of the table
  void saysWhatIsWrong(String body, String message, String param, String code) {
    ApiError error = refused(body);

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.type()).isEqualTo("invalid_request_error");
    assertThat(error.message()).isEqualTo(message);
    assertThat(error.param()).isEqualTo(param);
    assertThat(error.code()).isEqualTo(code);
  }

  @Test
  void emptyMessagesOfLargeRequestsAreRefusedToo() {
    String large = "'x':'" + "y".repeat(1 << 20) + "'}";

    assertThat(refused("{'model':'m','messages':[]," + large).code()).isEqualTo("empty_array");
    assertThat(refused("{'model':'m','messages':[[{}],1]," + large).code())
        .isEqualTo("empty_array");
    byte[] sound = Texts.bytes("{'model':'m','messages':[1,{'role':'user'}]," + large);
    assertThat(ChatRequest.scanChat(sound)).isInstanceOf(Scanned.Ok.class);
  }

  @Test
  void emptyMessagesAreRefused() {
    assertThat(refused("{'model':'m','messages':[]}").code()).isEqualTo("empty_array");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "'x'", "{'model':", "{'model':'m',}", "{'model':NaN}"})
  void malformedBodiesStartWithTheKnownSentence(String body) {
    ApiError error = refused(body);

    assertThat(error.message()).startsWith("We could not parse the JSON body of your request.");
    assertThat(error.code()).isNull();
    assertThat(error.param()).isNull();
  }

  @Test
  void readsTheFewFieldsItKnows() {
    ChatRequest request =
        Texts.request(
            "{'model':'a\\/b','stream':true,'stream_options':{'include_usage':true},'n':3,"
                + "'max_tokens':7,'max_completion_tokens':9,'seed':9223372036854775807,"
                + "'temperature':0.5,'tools':[],'user':'u','x':null}");

    assertThat(request.model()).isEqualTo("a/b");
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.choices()).isEqualTo(3);
    assertThat(request.maxTokens()).isEqualTo(9);
    assertThat(request.integer("seed")).isEqualTo(Long.MAX_VALUE);
    assertThat(request.integer("temperature")).isNull();
    assertThat(request.integer("user")).isNull();
    assertThat(request.hasTools()).isTrue();
    assertThat(request.string("user")).isEqualTo("u");
    assertThat(request.json("temperature")).isEqualTo("0.5");
    assertThat(request.has("x")).isFalse();
    assertThat(request.field("x")).isNotNull();
    assertThat(request.field("y")).isNull();
    assertThat(request.json("y")).isNull();
  }

  @Test
  void aNullLengthIsNone() {
    ChatRequest request =
        Texts.request("{'model':'m','max_completion_tokens':null,'max_tokens':5}");

    assertThat(request.maxTokens()).isEqualTo(5);
    assertThat(request.choices()).isEqualTo(1);
    assertThat(request.stream()).isFalse();
    assertThat(request.includeUsage()).isFalse();
  }

  @Test
  void readsMessages() {
    ChatRequest request =
        Texts.request(
            "{'model':'m','messages':[{'role':'system','content':'S','name':'x'},"
                + "{'role':'developer','content':[{'type':'text','text':'D'}]},"
                + "{'content':'first','role':'user'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'function':{'arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'1','content':'T'},"
                + "{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url',"
                + "'image_url':{'url':'data:'}},{'type':'input_audio','input_audio':{}},"
                + "{'type':'file','file':{}},{'type':'text','text':'b'},1]},2]}");

    assertThat(request.messages()).hasSize(6);
    assertThat(request.systemText()).isEqualTo("S\n\nD");
    assertThat(request.lastUserText()).isEqualTo("a\n\nb");
    assertThat(request.userTurns()).isEqualTo(2);
    assertThat(request.hasImages()).isTrue();
    assertThat(request.hasAudio()).isTrue();
    assertThat(request.messages().getLast()).isEqualTo(new Message("user", "a\n\nb", 1, 2));
    assertThat(request.messages().get(3)).isEqualTo(new Message("assistant", "", 0, 0));
  }

  @Test
  @Timeout(10)
  void survivesHugeNumbersNamesAndDepth() {
    String digits = "1".repeat(1_000_000);
    ChatRequest request =
        chat(
            "{'model':'m','messages':[{'role':'user','x':"
                + digits
                + ",'content':'a'}],'seed':"
                + digits
                + ",'n':1e999999999,'stream_options':{'a':"
                + digits
                + "}}");

    assertThat(request.lastUserText()).isEqualTo("a");
    assertThat(request.integer("seed")).isNull();
    assertThat(request.choices()).isEqualTo(1);
    assertThat(request.includeUsage()).isFalse();
    assertThat(CanonicalForm.of(request, name -> false)).hasSizeGreaterThan(3_000_000);
  }

  @Test
  void survivesHalfSurrogates() {
    ChatRequest request =
        chat(
            "{'model':'m','messages':[{'role':'user','content':'\\ud800 \\udc00\\ud83d\\ude00'}]}");

    assertThat(request.lastUserText()).isEqualTo("\ud800 \udc00😀");
  }

  @Test
  @Timeout(10)
  void manyFieldsTakeLinearTime() {
    StringBuilder body = new StringBuilder("{'model':'m'");
    for (int i = 0; i < 200_000; i++) {
      body.append(",'f").append(i).append("':0");
    }

    assertThat(Texts.request(body + "}").fields()).hasSize(200_001);
  }

  private static ChatRequest chat(String body) {
    return switch (ChatRequest.scanChat(Texts.bytes(body))) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }

  private static ApiError refused(String body) {
    return switch (ChatRequest.scanChat(Texts.bytes(body))) {
      case Scanned.Ok ok -> throw new AssertionError("not refused: " + body);
      case Scanned.Refused refused -> refused.error();
    };
  }
}
