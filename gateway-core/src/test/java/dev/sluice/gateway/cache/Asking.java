package dev.sluice.gateway.cache;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.CacheConfig;
import dev.sluice.gateway.config.CascadeConfig;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.RetryConfig;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.exchange.Affinity;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.RequestOptions.CacheMode;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request in the making: says only what a test is about, the rest is ordinary. Each method gives
/// a new one.
final class Asking {

  static final String HELLO =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  private String body;
  private Operation operation = Operation.CHAT;
  private Caller caller = Caller.OPEN;
  private Plan.Kind kind = Plan.Kind.AUTO;
  private Plan.Bias bias = Plan.Bias.BALANCED;
  private @Nullable TaskType task;
  private @Nullable Double quality;
  private @Nullable Usd maxCost;
  private @Nullable Tier maxTier;
  private CacheMode mode = CacheMode.ON;
  private @Nullable Duration ttl;
  private String partition = "";
  private CompressionConfig.@Nullable Mode compress;
  private StreamMode streamMode = StreamMode.AUTO;
  private CacheConfig.Scope scope = CacheConfig.Scope.KEY;
  private boolean exact = true;
  private Duration total = Duration.ofMinutes(10);
  private String version = "v1";
  private @Nullable String idempotencyKey;

  private Asking(String body) {
    this.body = body;
  }

  static Asking of(String body) {
    return new Asking(body);
  }

  static Asking hello() {
    return of(HELLO);
  }

  /// The hello request with one more field.
  static Asking with(String name, String json) {
    return of("{\"" + name + "\":" + json + "," + HELLO.substring(1));
  }

  private Asking but(Consumer<Asking> change) {
    Asking copy = new Asking(body);
    copy.operation = operation;
    copy.caller = caller;
    copy.kind = kind;
    copy.bias = bias;
    copy.task = task;
    copy.quality = quality;
    copy.maxCost = maxCost;
    copy.maxTier = maxTier;
    copy.mode = mode;
    copy.ttl = ttl;
    copy.partition = partition;
    copy.compress = compress;
    copy.streamMode = streamMode;
    copy.scope = scope;
    copy.exact = exact;
    copy.total = total;
    copy.version = version;
    copy.idempotencyKey = idempotencyKey;
    change.accept(copy);
    return copy;
  }

  Asking operation(Operation wanted) {
    return but(a -> a.operation = wanted);
  }

  Asking by(String keyId, @Nullable String team) {
    return but(a -> a.caller = new Caller(keyId, team, List.of(), false));
  }

  Asking plan(Plan.Kind newKind, Plan.Bias newBias) {
    return but(a -> {
      a.kind = newKind;
      a.bias = newBias;
    });
  }

  Asking task(TaskType wanted) {
    return but(a -> a.task = wanted);
  }

  Asking quality(double wanted) {
    return but(a -> a.quality = wanted);
  }

  Asking maxTier(Tier wanted) {
    return but(a -> a.maxTier = wanted);
  }

  Asking mode(CacheMode wanted) {
    return but(a -> a.mode = wanted);
  }

  Asking ttl(Duration wanted) {
    return but(a -> a.ttl = wanted);
  }

  Asking partition(String wanted) {
    return but(a -> a.partition = wanted);
  }

  Asking compress(CompressionConfig.Mode wanted) {
    return but(a -> a.compress = wanted);
  }

  Asking scope(CacheConfig.Scope wanted) {
    return but(a -> a.scope = wanted);
  }

  Asking within(Duration wanted) {
    return but(a -> a.total = wanted);
  }

  Asking version(String wanted) {
    return but(a -> a.version = wanted);
  }

  Asking idempotencyKey(String wanted) {
    return but(a -> a.idempotencyKey = wanted);
  }

  Asking maxCost(String usd) {
    return but(a -> a.maxCost = Usd.parse(usd));
  }

  Asking direct() {
    return but(a -> a.streamMode = StreamMode.DIRECT);
  }

  Asking cacheOff() {
    return but(a -> a.exact = false);
  }

  @SuppressWarnings("NullAway") // does not see the annotation of a nested type in a class file
  Exchange exchange() {
    RequestOptions options =
        new RequestOptions(
            task,
            quality,
            maxCost,
            maxTier,
            mode,
            ttl,
            partition,
            compress,
            "",
            streamMode,
            Map.of(),
            idempotencyKey);
    ChatRequest request = request();
    Exchange x =
        new Exchange(
            "01J",
            operation,
            config(),
            request,
            options,
            caller,
            () -> {},
            new Affinity() {},
            System::nanoTime);
    x.planAs(new Plan(request.model(), kind, bias, List.of(), null));
    return x;
  }

  private ChatRequest request() {
    return switch (ChatRequest.scan(body.getBytes(StandardCharsets.UTF_8))) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }

  private GatewayConfig config() {
    return new GatewayConfig(
        Map.of(),
        Map.of(),
        Map.of(),
        null,
        Map.of(),
        Map.of(),
        0.5,
        new CascadeConfig(Map.of(Tier.BUDGET, 0.8, Tier.STANDARD, 0.9), Usd.parse("0.5"), 0),
        new CacheConfig(
            exact,
            CacheConfig.Semantic.OFF,
            Duration.ofHours(1),
            1 << 20,
            0.02,
            null,
            false,
            scope),
        new CompressionConfig(CompressionConfig.Mode.LOSSLESS, 200, 0.4, 4000),
        new TimeoutConfig(Duration.ofSeconds(2), total, total, total),
        RetryConfig.DEFAULT,
        LimitConfig.DEFAULT,
        List.of(),
        Map.of(),
        false,
        new ListenConfig("127.0.0.1", 0, 1 << 26, null),
        new AdminConfig("127.0.0.1", 0, null, null),
        LedgerConfig.DEFAULT,
        Savings.Lengths.ASSUMED,
        false,
        List.of(),
        version);
  }

  // Answers

  /// What the budget model says, accepted at 0.85.
  static Served served(String content) {
    return served(answer(content, "stop"), Tier.BUDGET, 0.85);
  }

  static Served served(Answer answer, @Nullable Tier tier, double pass) {
    return new Served(answer, "small", tier, TaskType.SIMPLE_QA, pass);
  }

  static Answer answer(String content, String finishReason) {
    return parsed(
        """
        {"id":"c1","object":"chat.completion","created":1,"model":"small-1","choices":[{"index":0,\
        "message":{"role":"assistant","content":"%s"},"finish_reason":"%s"}],\
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\
        """
            .formatted(content, finishReason));
  }

  static Answer parsed(String json) {
    return AnswerReader.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /// The answer that a clean stream of these events adds up to.
  static Answer streamed(List<String> events) {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(true, null, true));
    events.forEach(e -> fold.accept(e.getBytes(StandardCharsets.UTF_8)));
    return fold.answer().orElseThrow();
  }
}
