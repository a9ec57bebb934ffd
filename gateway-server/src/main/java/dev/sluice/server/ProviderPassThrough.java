package dev.sluice.server;

import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.http.PassThrough;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Sends a request that a provider answers as it stands, once, and reads along for the accounts.
final class ProviderPassThrough implements PassThrough {

  /// Where a provider's export of its usage carries it, each line finds its row in the ledger.
  private static final String CLIENT_REQUEST_ID = "x-client-request-id";

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
      case PassThroughBooks.Entry.Refused refused ->
          new Sent.Refused(refused.error(), refused.allowance());
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
        case UpstreamResponse.Failed failed -> account.failed(failed.failure().sent());
      }
      answered = true;
      return new Sent.Passed(response, new ReadAlong(account), account.allowance());
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
        headers(request),
        request.body(),
        UpstreamCall.Expect.RAW,
        live.config().timeouts(),
        request.affinity());
  }

  /// The client's, and our own name of the call, which no client's `Connection` keeps here.
  private static List<Header> headers(Request request) {
    List<Header> headers = new ArrayList<>();
    for (Header header : request.headers()) {
      String name = header.name();
      if (name.equalsIgnoreCase("connection")) {
        headers.add(new Header(name, withoutOurs(header.value())));
      } else if (!name.equalsIgnoreCase(CLIENT_REQUEST_ID)) {
        headers.add(header);
      }
    }
    headers.add(new Header(CLIENT_REQUEST_ID, request.id() + "/0"));
    return headers;
  }

  private static String withoutOurs(String names) {
    return Arrays.stream(names.split(",", -1))
        .filter(name -> !name.strip().equalsIgnoreCase(CLIENT_REQUEST_ID))
        .collect(Collectors.joining(","));
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
      account.close(tail::usage, outcome);
    }
  }
}
