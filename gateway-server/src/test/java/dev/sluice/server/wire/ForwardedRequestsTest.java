package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.util.List;

/// Requests that reach the provider as the client wrote them.
class ForwardedRequestsTest extends CheckTable {

  @Override
  protected List<Check> checks() {
    return List.of(Check.of("C01", "a plain answer keeps its bytes", ForwardedRequestsTest::plain));
  }

  private static void plain(Stand stand) {
    Reply reply = stand.chat(Chats.of("openai", Chats.QUESTION));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isComplete()).isTrue();
    assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
  }
}
