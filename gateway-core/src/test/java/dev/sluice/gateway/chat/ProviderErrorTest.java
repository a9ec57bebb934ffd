package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "400|{'error':{'message':'M','type':'T','param':'p','code':'c'}}|M|T|p|c",
        "400|{'error':{'message':'M','type':'T','param':null,'code':400}}|M|T|-|400",
        "400|{'error':{'message':'M'}}|M|invalid_request_error|-|-",
        "500|{'error':{'message':'M'}}|M|server_error|-|-",
        "402|{'error':'No money'}|No money|invalid_request_error|-|-",
        "400|{'object':'error','message':'M','type':'BadRequestError','param':null,'code':400}|M|BadRequestError|-|400",
        "422|{'detail':'Bad field'}|Bad field|invalid_request_error|-|-",
        "422|{'detail':[{'loc':['body','n'],'msg':'too big'},'odd']}|body.n: too big; odd|invalid_request_error|-|-",
        "422|{'detail':[{'loc':['body']}]}|The provider answered with status 422.|invalid_request_error|-|-",
        "422|{'detail':{'message':'M'}}|M|invalid_request_error|-|-",
        "400|[{'error':{'message':'M','code':400,'status':'X'}}]|M|invalid_request_error|-|400",
        "400|[1]|The provider answered with status 400.|invalid_request_error|-|-",
        "400|{'error':{'message':'M'},'request_id':'r','id':'i'}|M|invalid_request_error|-|-",
        "502|<html>Bad gateway</html>|The provider answered with status 502.|server_error|-|-",
        "500|upstream connect error|upstream connect error|server_error|-|-",
        "500|{}|The provider answered with status 500.|server_error|-|-",
        "500|{'error':null}|The provider answered with status 500.|server_error|-|-",
        "500|{'error':{'message':''}}|The provider answered with status 500.|server_error|-|-",
        "500|{'error':{'message':{'a':1}}}|The provider answered with status 500.|server_error|-|-",
        "500|{'error':[]}|The provider answered with status 500.|server_error|-|-",
      })
  @SuppressWarnings("NullAway") // JUnit passes the nulls of the table
  void readsEveryDialect(
      int status, String body, String message, String type, String param, String code) {
    ApiError error = ProviderError.read(status, Texts.bytes(body));

    assertThat(error).isEqualTo(ApiError.of(status, Texts.json(message), type, param, code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':'M','type':'insufficient_quota','code':'insufficient_quota'}}|true",
        "{'error':{'message':'M','type':'exceeded_current_quota_error'}}|true",
        "{'code':'Arrearage','message':'M','request_id':'r'}|true",
        "[{'error':{'message':'M','code':'invalid_api_key'}}]|true",
        "{'error':{'message':'M','type':'requests','code':'rate_limit_exceeded'}}|false",
        "{'error':{'message':'insufficient_quota'}}|false",
        "{'error':'insufficient_quota'}|false",
        "<html>|false",
      })
  void knowsWhatIsAboutOurAccount(String body, boolean ours) {
    assertThat(ProviderError.isAboutAccount(Texts.bytes(body))).isEqualTo(ours);
  }

  @Test
  void nothingAtAllIsSaidWithItsStatus() {
    assertThat(ProviderError.read(503, new byte[0]).message())
        .isEqualTo("The provider answered with status 503.");
    assertThat(ProviderError.read(503, null).message())
        .isEqualTo("The provider answered with status 503.");
    assertThat(ProviderError.read(503, new byte[] {(byte) 0xff}).status()).isEqualTo(503);
  }

  @Test
  void longMessagesAreCut() {
    String message = "a".repeat(10_000);

    assertThat(
            ProviderError.read(500, Texts.bytes("{'error':{'message':'" + message + "'}}"))
                .message())
        .hasSize(2001);
    assertThat(ProviderError.read(500, Texts.bytes("{'error':'" + message + "'}")).message())
        .hasSize(2001);
    assertThat(ProviderError.read(500, Texts.bytes(message)).message()).hasSize(2001);
  }

  @Test
  void theBodyHasAllFourKeys() {
    ApiError error = ProviderError.read(500, Texts.bytes("{'error':{'message':'\\ud800\\n'}}"));

    assertThat(Texts.tree(error.body()).path("error").propertyNames())
        .containsExactly("message", "type", "param", "code");
  }
}
