package dev.sluice.gateway.route;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.JsonText;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.CacheConfig;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.CascadeConfig;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.RetryConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.exchange.Affinity;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.ClientSide;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A small catalogue and exchanges under it, for the tests of routing and judging.
///
/// Models `small`, `middle`, `large` are the three tiers, `coder` a second standard one, `gpt` is
/// only priced, `loose` is on no tier.
public final class Sample {

  public static final ProviderConfig PROVIDER =
      new ProviderConfig("home", URI.create("http://127.0.0.1:1/v1"), new Secret(""));

  private final Map<String, ModelConfig> models = new LinkedHashMap<>();
  private final Map<TaskType, List<RouteStep>> routes = new EnumMap<>(TaskType.class);
  private CascadeConfig cascade =
      new CascadeConfig(Map.of(Tier.BUDGET, 0.8, Tier.STANDARD, 0.9), Usd.parse("0.5"), 0);
  private String body = chat("auto", "hello");
  private RequestOptions options = RequestOptions.NONE;
  private Caller caller = Caller.OPEN;
  private Operation operation = Operation.CHAT;
  private ClientSide client = () -> {};
  private @Nullable TaskDecision task = new TaskDecision(TaskType.GENERAL, 0.9);

  public Sample() {
    add(model("small", Tier.BUDGET));
    add(model("middle", Tier.STANDARD));
    add(model("large", Tier.PREMIUM));
    add(model("coder", Tier.STANDARD));
    add(model("loose", null));
    add(
        new ModelConfig(
            "gpt",
            List.of(),
            null,
            price(),
            Map.of(),
            List.of(),
            Map.of(),
            EnumSet.allOf(Capability.class),
            null,
            null,
            ModelConfig.OnDisconnect.CANCEL));
    for (TaskType type : TaskType.values()) {
      routes.put(type, asks("small", "middle", "large"));
    }
  }

  public static ModelConfig model(String id, @Nullable Tier tier) {
    return model(id, tier, EnumSet.allOf(Capability.class), null);
  }

  public static ModelConfig model(
      String id, @Nullable Tier tier, Set<Capability> accepts, @Nullable Integer context) {
    return new ModelConfig(
        id,
        List.of(new ModelConfig.Served(PROVIDER, id)),
        tier,
        price(),
        Map.of(),
        List.of(),
        Map.of(),
        accepts,
        context,
        null,
        ModelConfig.OnDisconnect.CANCEL);
  }

  private static Price price() {
    return Price.of(Usd.parse("1"), Usd.parse("2"));
  }

  public static List<RouteStep> asks(String... models) {
    return java.util.Arrays.stream(models).<RouteStep>map(RouteStep.Ask::new).toList();
  }

  /// A chat body with one user message.
  public static String chat(String model, String user, String... members) {
    StringBuilder more = new StringBuilder();
    for (String member : members) {
      more.append(',').append(member);
    }
    return "{\"model\":%s,\"messages\":[{\"role\":\"user\",\"content\":%s}]%s}"
        .formatted(JsonText.quote(model), JsonText.quote(user), more);
  }

  public Sample add(ModelConfig model) {
    models.put(model.id(), model);
    return this;
  }

  public Sample route(TaskType type, List<RouteStep> steps) {
    routes.put(type, steps);
    task = new TaskDecision(type, 0.9);
    return this;
  }

  /// The same thresholds and cap, with another commit point and bounds on answers.
  public Sample cascade(CommitConfig commit, Map<Tier, Integer> longest) {
    cascade =
        new CascadeConfig(
            cascade.accept(),
            cascade.maxCost(),
            cascade.shadowRate(),
            commit,
            longest,
            cascade.shadow(),
            cascade.gate());
    return this;
  }

  public Sample task(@Nullable TaskType type) {
    task = type == null ? null : new TaskDecision(type, 0.9);
    return this;
  }

  public Sample body(String json) {
    body = json;
    return this;
  }

  public Sample caller(Caller who) {
    caller = who;
    return this;
  }

  public Sample operation(Operation what) {
    operation = what;
    return this;
  }

  public Sample client(ClientSide side) {
    client = side;
    return this;
  }

  public Sample options(UnaryOperator<Options> change) {
    options = change.apply(new Options()).build();
    return this;
  }

  public GatewayConfig config() {
    return new GatewayConfig(
        Map.of("home", PROVIDER),
        new LinkedHashMap<>(models),
        Map.of(Tier.BUDGET, "small", Tier.STANDARD, "middle", Tier.PREMIUM, "large"),
        "gpt",
        Map.of("gpt", "auto", "mine", "middle", "best", "tier:premium"),
        Map.copyOf(routes),
        0.5,
        cascade,
        new CacheConfig(
            true,
            CacheConfig.Semantic.OFF,
            Duration.ofHours(1),
            1 << 20,
            0.02,
            null,
            false,
            CacheConfig.Scope.KEY),
        new CompressionConfig(CompressionConfig.Mode.OFF, 200, 0.4, 4000),
        TimeoutConfig.DEFAULT,
        RetryConfig.DEFAULT,
        LimitConfig.DEFAULT,
        List.of(),
        Map.of(),
        false,
        new ListenConfig("127.0.0.1", 0, 1 << 20, null),
        new AdminConfig("127.0.0.1", 0, null, null),
        LedgerConfig.DEFAULT,
        Savings.Lengths.ASSUMED,
        false,
        List.of(),
        "1");
  }

  /// An exchange that nothing has been decided about but its task.
  public Exchange exchange() {
    return exchange(config());
  }

  public Exchange exchange(GatewayConfig config) {
    ChatRequest request = scan(body, operation);
    Exchange x =
        new Exchange(
            "01TEST", operation, config, request, options, caller, client, new Loop(), () -> 0L);
    if (task != null) {
      x.taskIs(task);
    }
    return x;
  }

  /// The same, its plan ready for the cascade.
  public Exchange planned() {
    Exchange x = exchange();
    if (!new ResolveRoute().apply(x).equals(Step.CONTINUE)
        || !new ChooseSteps().apply(x).equals(Step.CONTINUE)) {
      throw new IllegalArgumentException("no plan for " + body);
    }
    return x;
  }

  /// The same with these steps, whatever the route says.
  public Exchange planned(List<RouteStep> steps) {
    Exchange x = exchange();
    x.planAs(new Plan("auto", Plan.Kind.AUTO, Plan.Bias.BALANCED, steps, "gpt"));
    return x;
  }

  private static ChatRequest scan(String json, Operation operation) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Scanned scanned =
        operation == Operation.CHAT ? ChatRequest.scanChat(bytes) : ChatRequest.scan(bytes);
    return switch (scanned) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new IllegalArgumentException(refused.error().message());
    };
  }

  private record Loop() implements Affinity {}

  /// Caller's options that are set one by one.
  public static final class Options {
    private @Nullable Double quality;
    private @Nullable Usd maxCost;
    private @Nullable Tier maxTier;
    private String session = "";
    private RequestOptions.StreamMode stream = RequestOptions.StreamMode.AUTO;

    public Options quality(double value) {
      quality = value;
      return this;
    }

    public Options maxCost(String usd) {
      maxCost = Usd.parse(usd);
      return this;
    }

    public Options maxTier(Tier tier) {
      maxTier = tier;
      return this;
    }

    public Options session(String name) {
      session = name;
      return this;
    }

    public Options stream(RequestOptions.StreamMode mode) {
      stream = mode;
      return this;
    }

    private RequestOptions build() {
      return new RequestOptions(
          null,
          quality,
          maxCost,
          maxTier,
          RequestOptions.CacheMode.ON,
          null,
          "",
          CompressionConfig.Mode.OFF,
          session,
          stream,
          Map.of(),
          null);
    }
  }
}
