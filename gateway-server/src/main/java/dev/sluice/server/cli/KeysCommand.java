package dev.sluice.server.cli;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.Keys;
import dev.sluice.server.report.KeyJson;
import dev.sluice.server.report.LimitText;
import dev.sluice.server.report.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `./sluice keys`: makes, lists, ends and renews virtual keys. A secret is printed once, by the
/// command that makes it.
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Virtual keys.",
    subcommands = {
      KeysCommand.Create.class,
      KeysCommand.ListAll.class,
      KeysCommand.Revoke.class,
      KeysCommand.Rotate.class
    })
final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which: create, list, revoke or rotate");
  }

  /// What all of them do: open the books, answer.
  abstract static class One implements Callable<Integer> {

    private final Office office;
    @Mixin private final Settings settings;
    @Spec private CommandSpec spec = CommandSpec.create();

    One(Office office) {
      this.office = office;
      this.settings = new Settings(office.environment());
    }

    /// @param make whether books are made where there are none
    Integer with(boolean make, Work work) {
      GatewayConfig config = office.config(settings);
      try (Books books = office.open(settings, config, make).orElse(null)) {
        if (books == null) {
          noBooks();
        } else {
          work.run(books.keys(), config);
        }
      } catch (StoreFailure e) {
        throw new UserError("The keys cannot be reached: " + e.getMessage());
      }
      out().flush();
      return ExitCode.DONE;
    }

    /// There is nothing yet.
    void noBooks() {
      throw new UserError("There are no keys in " + settings.data() + " yet.");
    }

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    /// Ends the command where the wish was not done.
    static void failed(KeyAnswer answer) {
      switch (answer) {
        case KeyAnswer.Refused refused ->
            throw new UserError(refused.field() + ": " + refused.reason() + ".");
        case KeyAnswer.Unknown unknown ->
            throw new UserError(
                "There is no key '" + unknown.key() + "': see './sluice keys list'.");
        case KeyAnswer.Made made -> {}
        case KeyAnswer.Changed changed -> {}
      }
    }

    void tell(KeyAnswer answer, GatewayConfig config) {
      failed(answer);
      if (answer instanceof KeyAnswer.Made made) {
        VirtualKey key = made.key();
        out().println("Key '" + key.name() + "' (" + key.id() + "): this is shown once.");
        out().println();
        out().println("  " + made.secret().reveal());
        out().println();
        out().println("To use it:");
        out().println("  export OPENAI_API_KEY=" + made.secret().reveal());
        out().println("  export OPENAI_BASE_URL=" + baseUrl(config));
      }
    }

    private String baseUrl(GatewayConfig read) {
      GatewayConfig config = settings.bound(read);
      String host = config.listen().host();
      String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
      String scheme = config.listen().tls() == null ? "http" : "https";
      return scheme
          + "://"
          + (shown.contains(":") ? "[" + shown + "]" : shown)
          + ":"
          + config.listen().port()
          + "/v1";
    }
  }

  /// What is done with the keys.
  @FunctionalInterface
  interface Work {
    void run(Keys keys, GatewayConfig config) throws StoreFailure;
  }

  /// `keys create`.
  @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key.")
  static final class Create extends One {

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Option(names = "--team", paramLabel = "TEAM", description = "The team that it belongs to.")
    private @Nullable String team;

    @Option(
        names = "--passthrough",
        description = "May reach stored objects at the provider: files, batches.")
    private boolean passthrough;

    @Mixin private LimitOptions limits = new LimitOptions();

    Create(Office office) {
      super(office);
    }

    @Override
    public Integer call() {
      KeyWish wish = new KeyWish(name, team, limits.limits(), passthrough);
      return with(true, (keys, config) -> tell(keys.create(wish), config));
    }
  }

  /// `keys list`.
  @Command(name = "list", mixinStandardHelpOptions = true, description = "All keys.")
  static final class ListAll extends One {

    /// How they come out.
    enum Format {
      table,
      json
    }

    @Option(names = "--format", description = "table or json (default: table).")
    private Format format = Format.table;

    ListAll(Office office) {
      super(office);
    }

    @Override
    public Integer call() {
      return with(false, (keys, config) -> print(keys.list()));
    }

    @Override
    void noBooks() {
      print(List.of());
    }

    private void print(List<VirtualKey> keys) {
      if (format == Format.json) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        keys.forEach(key -> all.add(KeyJson.of(key)));
        out().println(all.toPrettyString());
      } else if (keys.isEmpty()) {
        out().println("There are no keys yet: './sluice keys create --name NAME' makes one.");
      } else {
        TextTable table =
            new TextTable(6, List.of("id", "name", "team", "key", "models", "limits"));
        keys.forEach(key -> table.row(cells(key)));
        table.lines().forEach(out()::println);
      }
    }

    private static List<String> cells(VirtualKey key) {
      List<String> models = key.limits().models();
      return List.of(
          key.id(),
          key.name(),
          key.team() == null ? "-" : key.team(),
          key.shown(),
          models.isEmpty() ? "all" : String.join(",", models),
          key.revoked() == null ? LimitText.of(key.limits()) : "revoked " + key.revoked());
    }
  }

  /// `keys revoke`.
  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key for good.")
  static final class Revoke extends One {

    @Parameters(paramLabel = "ID|NAME")
    private String key = "";

    Revoke(Office office) {
      super(office);
    }

    @Override
    public Integer call() {
      return with(
          false,
          (keys, config) -> {
            failed(keys.revoke(key));
            out().println("Key '" + key + "' is revoked.");
          });
    }
  }

  /// `keys rotate`.
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Gives a key another secret; the old one ends.")
  static final class Rotate extends One {

    @Parameters(paramLabel = "ID|NAME")
    private String key = "";

    Rotate(Office office) {
      super(office);
    }

    @Override
    public Integer call() {
      return with(false, (keys, config) -> tell(keys.rotate(key), config));
    }
  }
}
