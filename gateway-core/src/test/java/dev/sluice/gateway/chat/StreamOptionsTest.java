package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'include_usage':true}|true",
        "{'include_usage': true , 'x':1}|true",
        "{'include_usage':false}|false",
        "{'include_usage':null}|false",
        "{'include_usage':'true'}|false",
        "{'include_usage':1}|false",
        "{}|false",
        "null|false",
        "[]|false",
        "true|false",
        "{'a':{'include_usage':true}}|false",
      })
  void readsWhetherUsageIsWanted(String json, boolean wanted) {
    assertThat(StreamOptions.includesUsage(Texts.json(json))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'include_usage':false}|{'include_usage':true}",
        "{ 'a':1.0, 'include_usage' : null }|{ 'a':1.0, 'include_usage' : true }",
        "{'include_obfuscation':false}|{'include_usage':true,'include_obfuscation':false}",
        "{ }|{'include_usage':true}",
        "null|{'include_usage':true}",
        "[1]|{'include_usage':true}",
        "{'é':'é','include_usage':false,'z':'é'}|{'é':'é','include_usage':true,'z':'é'}",
      })
  void asksForUsageAndKeepsTheRest(String json, String expected) {
    assertThat(StreamOptions.withUsage(Texts.json(json))).isEqualTo(Texts.json(expected));
  }
}
