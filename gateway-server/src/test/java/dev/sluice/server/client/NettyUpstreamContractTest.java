package dev.sluice.server.client;

import static dev.sluice.server.client.ScriptedProvider.chunk;
import static dev.sluice.server.client.ScriptedProvider.eventsHead;
import static dev.sluice.server.client.ScriptedProvider.json;
import static dev.sluice.server.client.ScriptedProvider.lastChunk;

import dev.sluice.gateway.upstream.PendingCall;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamContract;
import dev.sluice.server.net.LeakWatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class NettyUpstreamContractTest extends UpstreamContract {

  private final List<AutoCloseable> open = new ArrayList<>();

  @Override
  protected PendingCall start(Behaviour behaviour, Expect expect) throws Exception {
    ScriptedProvider provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          switch (behaviour) {
            case Behaviour.Json answer -> wire.write(json(answer.status(), answer.body()));
            case Behaviour.Events events -> wire.write(stream(events));
            case Behaviour.Silence _ -> wire.stall();
          }
        });
    ClientRig rig = new ClientRig();
    open.add(rig);
    open.add(provider);
    return rig.start(rig.call(provider.port(), expect, ClientRig.PATIENT));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private static String stream(Behaviour.Events events) {
    StringBuilder answer = new StringBuilder(eventsHead());
    events.payloads().forEach(payload -> answer.append(chunk("data: " + payload + "\n\n")));
    return events.cut() ? answer.toString() : answer.append(lastChunk()).toString();
  }
}
