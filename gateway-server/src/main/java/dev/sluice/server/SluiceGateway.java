package dev.sluice.server;

import dev.sluice.gateway.DryRun;
import dev.sluice.gateway.RequestPath;
import dev.sluice.gateway.access.Authenticated;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.shadow.Feedback;
import dev.sluice.server.http.Gateway;
import dev.sluice.server.http.Told;
import dev.sluice.server.metrics.GatewayMetrics;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The request path under the configuration of the moment, as the HTTP side sees it.
final class SluiceGateway implements Gateway {

  private final LiveConfig live;
  private final RequestPath path;
  private final GatewayMetrics metrics;
  private final DryRun dryRun;
  private final Feedback feedback;

  SluiceGateway(
      LiveConfig live, RequestPath path, GatewayMetrics metrics, DryRun dryRun, Feedback feedback) {
    this.live = live;
    this.path = path;
    this.metrics = metrics;
    this.dryRun = dryRun;
    this.feedback = feedback;
  }

  @Override
  public GatewayConfig config() {
    return live.config();
  }

  @Override
  public Authenticated authenticate(UnaryOperator<@Nullable String> header) {
    return live.authenticate().apply(header);
  }

  @Override
  public Step immediate(Exchange x) {
    return path.immediate(x);
  }

  @Override
  public Step.End waiting(Exchange x) throws InterruptedException {
    return path.waiting(x);
  }

  @Override
  public void close(Exchange x) {
    path.close(x);
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    path.observe(x, outcome);
  }

  @Override
  public Told preview(Exchange x) throws InterruptedException {
    return switch (dryRun.of(x)) {
      case DryRun.Result.Planned planned -> new Told.Json(AsideJson.of(planned.preview()));
      case DryRun.Result.Refused refused -> new Told.Refused(refused.error());
    };
  }

  @Override
  public Told rate(Caller caller, byte[] body) {
    return switch (feedback.rate(caller, body)) {
      case Feedback.Outcome.Kept kept -> new Told.Json(AsideJson.of(kept.rating()));
      case Feedback.Outcome.Refused refused -> new Told.Refused(refused.error());
    };
  }

  @Override
  public void refused(String id, ApiError error) {
    metrics.refused(error.status());
  }
}
