package dev.sluice.gateway.config;

import dev.sluice.gateway.config.ModelConfig.OnDisconnect;
import dev.sluice.gateway.config.ModelConfig.Served;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads the catalogue under `models`.
final class ModelSection {

  private final Section section;
  private final Reading reading;
  private final Map<String, ProviderConfig> providers;

  ModelSection(Section section, Reading reading, Map<String, ProviderConfig> providers) {
    this.section = section;
    this.reading = reading;
    this.providers = providers;
  }

  Map<String, ModelConfig> read() {
    Map<String, ModelConfig> models = new LinkedHashMap<>();
    for (String id : section.freeKeys()) {
      models.put(id, model(id, section.section(id)));
    }
    return models;
  }

  private ModelConfig model(String id, Section one) {
    Section parameters = one.section("parameters");
    ModelConfig model =
        new ModelConfig(
            id,
            served(id, one),
            tier(one),
            one.has("price") ? price(one.section("price")) : null,
            JsonValues.of(parameters.section("set"), reading),
            parameters.words("drop"),
            JsonValues.of(one.section("defaults"), reading),
            accepts(one),
            one.optionalInteger("context", 1, Integer.MAX_VALUE),
            one.optionalInteger("max_output", 1, Integer.MAX_VALUE),
            one.choice("on_disconnect", OnDisconnect.class, OnDisconnect.CANCEL));
    parameters.done();
    one.done();
    return model;
  }

  private List<Served> served(String id, Section one) {
    String name = one.string("name", id);
    List<Served> served = new ArrayList<>();
    for (Node item : one.items("provider")) {
      served(item, name, served);
    }
    for (Node item : one.items("providers")) {
      served(item, name, served);
    }
    return served;
  }

  /// `global`, or `{provider: other, name: x}`.
  private void served(Node item, String name, List<Served> served) {
    String provider = "";
    String nameThere = name;
    if (item instanceof ScalarNode scalar) {
      provider = reading.resolve(scalar);
    } else if (item instanceof MappingNode) {
      Section entry = new Section(reading, "providers", item);
      provider = entry.string("provider", "");
      nameThere = entry.string("name", name);
      entry.done();
    }
    ProviderConfig found = providers.get(provider);
    if (found == null) {
      reading.problem(
          item,
          "there is no provider '" + provider + "'" + Nearest.hint(provider, providers.keySet()));
    } else {
      served.add(new Served(found, nameThere));
    }
  }

  private static @Nullable Tier tier(Section one) {
    return one.value("tier", "budget, standard or premium", text -> Tier.of(text).orElse(null));
  }

  private static Price price(Section one) {
    Price price =
        new Price(
            orZero(nanos(one, "input")),
            orZero(nanos(one, "output")),
            nanos(one, "cached_input"),
            nanos(one, "cache_write"),
            nanos(one, "reasoning"),
            nanos(one, "batch"));
    one.done();
    return price;
  }

  private static @Nullable Long nanos(Section one, String key) {
    Usd dollars = one.dollars(key);
    return dollars == null ? null : Long.valueOf(dollars.nanos());
  }

  private static long orZero(@Nullable Long nanos) {
    return nanos == null ? 0 : nanos;
  }

  private static Set<Capability> accepts(Section one) {
    Set<Capability> accepts = EnumSet.noneOf(Capability.class);
    for (String word : one.words("accepts")) {
      boolean known = false;
      for (Capability capability : Capability.values()) {
        if (capability.wireName().equals(word)) {
          accepts.add(capability);
          known = true;
        }
      }
      if (!known) {
        one.problem(
            "accepts", "'accepts' knows tools, vision, json_schema, audio, not '" + word + "'");
      }
    }
    return one.has("accepts") ? accepts : EnumSet.allOf(Capability.class);
  }
}
