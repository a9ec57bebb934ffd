package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReaderTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // name | usage | input, cached, written, output, reasoning
        "openai|{'prompt_tokens':16,'completion_tokens':363,'total_tokens':379}|16,0,0,363,0",
        "openai zeros|{'prompt_tokens':16,'completion_tokens':363,'total_tokens':379,'prompt_tokens_details':{'cached_tokens':0,'audio_tokens':0},'completion_tokens_details':{'reasoning_tokens':0}}|16,0,0,363,0",
        "openai cached|{'prompt_tokens':2006,'completion_tokens':300,'total_tokens':2306,'prompt_tokens_details':{'cached_tokens':1920}}|86,1920,0,300,0",
        "openai reasoning|{'prompt_tokens':15,'completion_tokens':78,'total_tokens':93,'completion_tokens_details':{'reasoning_tokens':64}}|15,0,0,14,64",
        "openai cache write|{'prompt_tokens':1000,'completion_tokens':1,'total_tokens':1001,'prompt_tokens_details':{'cached_tokens':300,'cache_write_tokens':200}}|500,300,200,1,0",
        "openai all reasoning|{'prompt_tokens':5,'completion_tokens':64,'total_tokens':69,'completion_tokens_details':{'reasoning_tokens':64}}|5,0,0,0,64",
        "azure|{'completion_tokens':78,'completion_tokens_details':{'accepted_prediction_tokens':0,'reasoning_tokens':64},'prompt_tokens':15,'prompt_tokens_details':{'audio_tokens':0,'cached_tokens':0},'total_tokens':93}|15,0,0,14,64",
        "deepseek|{'prompt_tokens':13,'completion_tokens':400,'total_tokens':413,'prompt_tokens_details':{'cached_tokens':0},'prompt_cache_hit_tokens':0,'prompt_cache_miss_tokens':13}|13,0,0,400,0",
        "deepseek hit|{'prompt_tokens':339,'completion_tokens':83,'total_tokens':422,'prompt_tokens_details':{'cached_tokens':320},'completion_tokens_details':{'reasoning_tokens':39},'prompt_cache_hit_tokens':320,'prompt_cache_miss_tokens':19}|19,320,0,44,39",
        "deepseek old|{'prompt_tokens':339,'completion_tokens':83,'total_tokens':422,'prompt_cache_hit_tokens':320,'prompt_cache_miss_tokens':19}|19,320,0,83,0",
        "deepseek null details|{'prompt_tokens':10,'completion_tokens':1,'total_tokens':11,'prompt_tokens_details':null,'prompt_cache_hit_tokens':4}|6,4,0,1,0",
        "qwen|{'prompt_tokens':24,'completion_tokens':1355,'total_tokens':1379,'completion_tokens_details':{'reasoning_tokens':1084},'prompt_tokens_details':{'cached_tokens':0}}|24,0,0,271,1084",
        "qwen explicit cache|{'prompt_tokens':1500,'completion_tokens':10,'total_tokens':1510,'prompt_tokens_details':{'cached_tokens':0,'cache_creation_input_tokens':1400,'cache_type':'ephemeral'}}|100,0,1400,10,0",
        "qwen explicit hit|{'prompt_tokens':1500,'completion_tokens':10,'total_tokens':1510,'prompt_tokens_details':{'cached_tokens':1400,'cache_creation_input_tokens':0}}|100,1400,0,10,0",
        "xai|{'prompt_tokens':12,'completion_tokens':1,'total_tokens':303,'prompt_tokens_details':{'text_tokens':12,'cached_tokens':11},'completion_tokens_details':{'reasoning_tokens':290},'cost_in_usd_ticks':1466250}|1,11,0,1,290",
        "xai text|{'prompt_tokens':12,'completion_tokens':2,'total_tokens':334,'prompt_tokens_details':{'cached_tokens':2},'completion_tokens_details':{'reasoning_tokens':320}}|10,2,0,2,320",
        "xai tool|{'prompt_tokens':307,'completion_tokens':26,'total_tokens':560,'prompt_tokens_details':{'cached_tokens':306},'completion_tokens_details':{'reasoning_tokens':227}}|1,306,0,26,227",
        "hidden, only in the total|{'prompt_tokens':10,'completion_tokens':5,'total_tokens':40}|10,0,0,5,25",
        "groq|{'queue_time':0.04,'prompt_tokens':45,'prompt_time':0.003,'completion_tokens':662,'completion_time':2.65,'total_tokens':707,'total_time':2.65}|45,0,0,662,0",
        "groq reasoning|{'prompt_tokens':17,'completion_tokens':649,'total_tokens':666,'completion_tokens_details':{'reasoning_tokens':570}}|17,0,0,79,570",
        "mistral|{'prompt_tokens':13,'total_tokens':447,'completion_tokens':434}|13,0,0,434,0",
        "mistral cached|{'prompt_tokens':171,'total_tokens':185,'completion_tokens':14,'prompt_tokens_details':{'cached_tokens':128}}|43,128,0,14,0",
        "moonshot|{'prompt_tokens':9,'completion_tokens':12,'total_tokens':21,'completion_tokens_details':{'reasoning_tokens':7}}|9,0,0,5,7",
        "moonshot cached|{'prompt_tokens':100,'completion_tokens':12,'total_tokens':112,'cached_tokens':60}|40,60,0,12,0",
        "responses|{'input_tokens':8397,'input_tokens_details':{'cached_tokens':608},'output_tokens':1805,'output_tokens_details':{'reasoning_tokens':580},'total_tokens':10202}|7789,608,0,1225,580",
        "responses write|{'input_tokens':802,'input_tokens_details':{'cache_write_tokens':100,'cached_tokens':200},'output_tokens':58,'output_tokens_details':{'reasoning_tokens':0},'total_tokens':860}|502,200,100,58,0",
        "embedding|{'prompt_tokens':12,'total_tokens':12}|12,0,0,0,0",
        "only a total|{'total_tokens':12}|12,0,0,0,0",
        "total and completion|{'completion_tokens':5,'total_tokens':12}|7,0,0,5,0",
        "no total|{'prompt_tokens':12,'completion_tokens':3}|12,0,0,3,0",
        "total too small|{'prompt_tokens':12,'completion_tokens':3,'total_tokens':1}|12,0,0,3,0",
        "more cached than sent|{'prompt_tokens':12,'completion_tokens':3,'prompt_tokens_details':{'cached_tokens':20,'cache_write_tokens':5}}|0,12,0,3,0",
        "more written than left|{'prompt_tokens':12,'completion_tokens':3,'prompt_tokens_details':{'cached_tokens':10,'cache_write_tokens':5}}|0,10,2,3,0",
        "more thought than said|{'prompt_tokens':12,'completion_tokens':3,'completion_tokens_details':{'reasoning_tokens':20}}|12,0,0,0,3",
        "floats|{'prompt_tokens':12.0,'completion_tokens':3.0}|12,0,0,3,0",
        "null details|{'prompt_tokens':1,'completion_tokens':2,'prompt_tokens_details':null,'completion_tokens_details':null}|1,0,0,2,0",
        "null cached|{'prompt_tokens':1,'completion_tokens':2,'prompt_tokens_details':{'cached_tokens':null}}|1,0,0,2,0",
        "negative is none|{'prompt_tokens':-1,'completion_tokens':2}|0,0,0,2,0",
        "absurd is none|{'prompt_tokens':9223372036854775807,'completion_tokens':2,'total_tokens':9223372036854775807}|0,0,0,2,0",
        "zero|{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0}|0,0,0,0,0",
      })
  void putsEachTokenIntoOneBucket(String name, String usage, String buckets) {
    Usage read = UsageReader.of(Texts.tree(Texts.bytes(usage)));

    assertThat(read).isNotNull();
    assertThat(
            "%d,%d,%d,%d,%d"
                .formatted(
                    read.input(),
                    read.cachedInput(),
                    read.cacheWrite(),
                    read.output(),
                    read.reasoning()))
        .isEqualTo(buckets);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "1",
        "'x'",
        "{'prompt_tokens':null}",
        "{'prompt_tokens':'12'}",
        "{'type':'duration','seconds':37}",
        "{'prompt_tokens_details':{'cached_tokens':3}}",
      })
  void absentIsNotZero(String usage) {
    assertThat(UsageReader.of(Texts.tree(Texts.bytes(usage)))).isNull();
  }

  @Test
  void groqsOwnPlaceCountsWhereTheOtherIsEmpty() {
    String form =
        "{'usage':%s,'x_groq':{'id':'r','usage':{'prompt_tokens':2,'completion_tokens':3}}}";

    assertThat(UsageReader.ofAnswer(Texts.tree(Texts.bytes(form.formatted("null")))))
        .isEqualTo(new Usage(2, 0, 0, 3, 0));
    assertThat(UsageReader.ofAnswer(Texts.tree(Texts.bytes(form.formatted("{'prompt_tokens':7}")))))
        .isEqualTo(new Usage(7, 0, 0, 0, 0));
  }

  @Test
  void theLastEventOfAStreamedResponseHasItInTheAnswerThatItHolds() {
    String form = "{'type':'response.completed','response':{'id':'r','usage':%s}}";
    String usage = "{'input_tokens':8,'output_tokens':5,'total_tokens':13}";

    assertThat(UsageReader.ofAnswer(Texts.tree(Texts.bytes(form.formatted(usage)))))
        .isEqualTo(new Usage(8, 0, 0, 5, 0));
    assertThat(UsageReader.ofAnswer(Texts.tree(Texts.bytes(form.formatted("null"))))).isNull();
  }
}
