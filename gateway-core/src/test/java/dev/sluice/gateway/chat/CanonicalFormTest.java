package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'m','a':1}|{ 'a' : 1 ,\t'model':'m' }",
        "{'model':'m','a':{'x':1,'y':[{'b':1,'c':2}]}}|{'a':{'y':[{'c':2, 'b':1}],'x':1},'model':'m'}",
        "{'model':'é\\n/'}|{'model':'\\u00e9\\u000a\\/'}",
        "{'model':'\\ud83d\\ude00'}|{'model':'😀'}",
        "{'model':'m','\\u0061':1}|{'model':'m','a':1}",
      })
  void isOneForEqualQuestions(String one, String other) {
    assertThat(form(one)).isEqualTo(form(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'m','a':1}|{'model':'m','a':1.0}",
        "{'model':'m','a':1e2}|{'model':'m','a':100}",
        "{'model':'m','a':1}|{'model':'m','a':'1'}",
        "{'model':'m','a':null}|{'model':'m'}",
        "{'model':'m','a':[]}|{'model':'m','a':{}}",
        "{'model':'m','a':[1,2]}|{'model':'m','a':[2,1]}",
        "{'model':'m','a':['b']}|{'model':'m','a':['b','']}",
        "{'model':'m','a':['b,c']}|{'model':'m','a':['b','c']}",
        "{'model':'m','a':true}|{'model':'m','a':'true'}",
        "{'model':'\\ud800'}|{'model':'?'}",
        "{'model':'\\ud800'}|{'model':'\\\\ud800'}",
        "{'model':'m','tools':[{'a':1,'b':2}]}|{'model':'m','tools':[{'b':2,'a':1}]}",
        "{'model':'m','response_format':{'a':1,'b':2}}|{'model':'m','response_format':{'b':2,'a':1}}",
      })
  void differsForDifferentOnes(String one, String other) {
    assertThat(form(one)).isNotEqualTo(form(other));
  }

  @Test
  void leavesOutWhatIsExcluded() {
    byte[] form =
        CanonicalForm.of(Texts.request("{'model':'m','user':'u'}"), name -> name.equals("user"));

    assertThat(Texts.text(form)).isEqualTo(Texts.text(form("{'model':'m'}")));
  }

  private static byte[] form(String body) {
    return CanonicalForm.of(Texts.request(body), name -> false);
  }
}
