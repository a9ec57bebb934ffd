package dev.sluice.server;

import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.http.PassThrough;

/// Sends a request that a provider answers as it stands, once, and reads along for the accounts.
final class ProviderPassThrough implements PassThrough {

  private final LiveConfig live;
  private final UpstreamClient client;
  private final PassThroughBooks books;

  ProviderPassThrough(LiveConfig live, UpstreamClient client, PassThroughBooks books) {
    this.live = live;
    this.client = client;
    this.books = books;
  }

  @Override
  public Sent send(Request request) throws InterruptedException {
    return switch (books.open(request)) {
      case PassThroughBooks.Entry.Refused refused -> new Sent.Refused(refused.error());
      case PassThroughBooks.Entry.Open open -> send(request, open.account());
    };
  }

  private Sent send(Request request, PassThroughBooks.Account account) throws InterruptedException {
    boolean answered = false;
    try {
      UpstreamResponse response = client.start(call(request)).await();
      switch (response) {
        case UpstreamResponse.Whole whole -> answered(account, whole.head());
        case UpstreamResponse.Opened opened -> answered(account, opened.head());
        case UpstreamResponse.Failed failed -> {} // no status, and nothing to be paid for
      }
      answered = true;
      return new Sent.Passed(response, new ReadAlong(account));
    } finally {
      if (!answered) {
        account.abandon();
      }
    }
  }

  private static void answered(PassThroughBooks.Account account, UpstreamResponse.Head head) {
    account.answeredWith(head.status(), head.header("x-request-id"));
  }

  private UpstreamCall call(Request request) {
    return new UpstreamCall(
        request.provider(),
        request.method(),
        request.path(),
        request.headers(),
        request.body(),
        UpstreamCall.Expect.RAW,
        live.config().timeouts(),
        request.affinity());
  }

  /// One answer's usage, as far as it tells it.
  private static final class ReadAlong implements Tap {
    private final PassThroughBooks.Account account;
    private final UsageTail tail = new UsageTail();

    ReadAlong(PassThroughBooks.Account account) {
      this.account = account;
    }

    @Override
    public void onData(byte[] data) {
      tail.add(data);
    }

    @Override
    public void onEnd(Outcome outcome) {
      account.close(outcome.isOk() ? tail.usage() : null, outcome);
    }
  }
}
