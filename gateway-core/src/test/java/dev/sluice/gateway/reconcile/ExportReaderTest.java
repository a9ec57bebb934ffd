package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.reconcile.ProviderExport.Buckets;
import dev.sluice.gateway.reconcile.ProviderExport.Requests;
import dev.sluice.gateway.reconcile.ProviderExport.Unreadable;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportReaderTest {

  private static final InvoiceLine LINE =
      new InvoiceLine(
          "01J/0",
          "req_1",
          "gpt-4o",
          new Usage(60, 40, 0, 20, 10),
          Usd.ofNanos(1_234),
          Instant.ofEpochSecond(1_763_640_000));

  @Test
  void readsOneRequestALine() throws Exception {
    String text =
        """
        {"client_request_id":"01J/0","request_id":"req_1","model":"gpt-4o","created":1763640000,\
        "usage":{"prompt_tokens":100,"completion_tokens":30,\
        "prompt_tokens_details":{"cached_tokens":40},\
        "completion_tokens_details":{"reasoning_tokens":10}},"cost_usd":0.000001234}

        {"client_request_id":"01J/0","request_id":"req_1","model":"gpt-4o",\
        "created":"2025-11-20T12:00:00Z","input_tokens":100,"cached":40,"output_tokens":30,\
        "reasoning_tokens":10,"cost_nano_usd":1234,"unheard_of":[1]}
        """;

    assertThat(read(text))
        .isInstanceOfSatisfying(
            Requests.class, requests -> assertThat(requests.lines()).containsExactly(LINE, LINE));
    assertThat(read("[" + text.strip().replace("\n\n", ",") + "]")).isEqualTo(read(text));
  }

  @Test
  void readsCsv() throws Exception {
    String text =
        """
        \uFEFFmodel,request_id,"client_request_id",input_tokens,cached,cache_write,output_tokens,reasoning_tokens,cost_usd,created\r
        gpt-4o,req_1,01J/0,100,40,0,30,10,0.000001234,1763640000\r
        "a ""b"", c",,,7,,,,,,\r
        """;

    assertThat(read(text))
        .isEqualTo(
            new Requests(
                List.of(
                    LINE,
                    new InvoiceLine(
                        null, null, "a \"b\", c", new Usage(7, 0, 0, 0, 0), null, null))));
  }

  @Test
  void readsTheOrganisationsUsageByDay() throws Exception {
    String text =
        """
        {"object":"page","has_more":false,"data":[
          {"object":"bucket","start_time":1763596800,"end_time":1763683200,"results":[
            {"object":"organization.usage.completions.result","input_tokens":1000,
             "input_cached_tokens":200,"output_tokens":500,"num_model_requests":5,
             "model":"gpt-4o-2024-08-06"}]},
          {"object":"bucket","start_time":1763683200,"end_time":1763769600,"results":[]}]}
        """;

    assertThat(read(text))
        .isEqualTo(
            new Buckets(
                List.of(
                    new UsageBucket(
                        Instant.parse("2025-11-20T00:00:00Z"),
                        Instant.parse("2025-11-21T00:00:00Z"),
                        "gpt-4o-2024-08-06",
                        new Usage(800, 200, 0, 500, 0),
                        5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|0|holds no usage",
        "model,input_tokens|0|holds no usage",
        "{'model':'m'}|1|has neither token counts nor",
        "{'model':'m','cost_usd':1} {'cost_usd':1}|2|has no 'model'",
        "{'model':'m','cost_usd':1} {'model'|2|is no JSON",
        "{'model':'m','cost_usd':'one'}|1|has the cost 'one'",
        "{'model':'m','input_tokens':-1}|1|which is no count",
        "{'model':'m','cost_usd':1,'created':'yesterday'}|1|neither Unix nor RFC 3339",
        "{'model':'m','cost_usd':1e99}|1|has the cost",
        "{'data':[{'start_time':1}]}|1|has a bucket without",
      })
  void saysWhatIsWrong(String text, long entry, String why) throws Exception {
    assertThat(read(text.replace('\'', '"')))
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> {
              assertThat(unreadable.entry()).isEqualTo(entry);
              assertThat(unreadable.why().replace('"', '\'')).contains(why.replace('"', '\''));
            });
  }

  private static ProviderExport read(String text) throws IOException {
    return ExportReader.read(new StringReader(text));
  }
}
