package dev.sluice.server;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.http.PassThrough;
import dev.sluice.server.metrics.GatewayMetrics;

/// Sends a request that a provider answers as it stands, once, and reads along for the accounts.
final class ProviderPassThrough implements PassThrough {

  private final LiveConfig live;
  private final UpstreamClient client;
  private final GatewayMetrics metrics;

  ProviderPassThrough(LiveConfig live, UpstreamClient client, GatewayMetrics metrics) {
    this.live = live;
    this.client = client;
    this.metrics = metrics;
  }

  @Override
  public Passed send(Request request) throws InterruptedException {
    UpstreamResponse response =
        client
            .start(
                new UpstreamCall(
                    request.provider(),
                    request.method(),
                    request.path(),
                    request.headers(),
                    request.body(),
                    UpstreamCall.Expect.RAW,
                    live.config().timeouts(),
                    request.affinity()))
            .await();
    return new Passed(response, new Account(request));
  }

  /// One answer's usage, as far as it tells it.
  private final class Account implements Tap {
    private final Request request;
    private final UsageTail tail = new UsageTail();

    Account(Request request) {
      this.request = request;
    }

    @Override
    public void onData(byte[] data) {
      tail.add(data);
    }

    @Override
    public void onEnd(Outcome outcome) {
      Usage usage = outcome.isOk() ? tail.usage() : null;
      metrics.passedThrough(request.provider().name(), request.model(), usage, outcome);
    }
  }
}
