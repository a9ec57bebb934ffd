package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Column;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Makes policies of what was recorded and of what was replayed.
final class Policies {

  private static final List<Tier> TIERS = List.of(Tier.values());

  private final List<Case> cases;
  private final List<CostView> views;

  Policies(List<Case> cases, List<CostView> views) {
    this.cases = cases;
    this.views = views;
  }

  /// The same tier for everything.
  Policy always(Tier tier) {
    return chosen("always " + tier.wireName(), _ -> tier, costs(_ -> tier));
  }

  /// The baseline model for everything.
  Policy baseline() {
    Column nothing = column(_ -> 0);
    return new Policy(
        "baseline",
        column(i -> cases.get(i).baseline().quality()),
        views.stream().map(view -> column(i -> view.baseline(cases.get(i)))).toList(),
        TIERS.stream().map(tier -> nothing).toList(),
        nothing);
  }

  /// The cheapest of the best answers, known beforehand; served by the first view's costs.
  Policy oracle() {
    List<Column> costs = new ArrayList<>();
    for (CostView view : views) {
      costs.add(column(i -> view.always(cases.get(i), best(cases.get(i), view))));
    }
    CostView first = views.getFirst();
    return chosen("oracle", i -> best(cases.get(i), first), costs);
  }

  private static Tier best(Case one, CostView view) {
    return TIERS.stream()
        .min(
            Comparator.<Tier>comparingDouble(tier -> -one.answer(tier).quality())
                .thenComparingDouble(tier -> view.always(one, tier)))
        .orElseThrow();
  }

  private Policy chosen(String name, IntFunction<Tier> choice, List<Column> costs) {
    Tier[] tiers =
        IntStream.range(0, cases.size())
            .mapToObj(i -> cases.get(i).ladder().standing(choice.apply(i)))
            .toArray(Tier[]::new);
    return new Policy(
        name,
        column(i -> cases.get(i).answer(tiers[i]).quality()),
        costs,
        served(Arrays.asList(tiers)),
        column(i -> tiers[i] == Tier.PREMIUM ? 1 : 0));
  }

  private List<Column> costs(IntFunction<Tier> choice) {
    return views.stream()
        .map(view -> column(i -> view.always(cases.get(i), choice.apply(i))))
        .toList();
  }

  /// What a setting of the gateway made of them.
  Policy of(Knob knob, List<Served> served) {
    List<Column> costs = new ArrayList<>();
    for (CostView view : views) {
      costs.add(column(i -> served.get(i).paid().stream().mapToDouble(view::cost).sum()));
    }
    return new Policy(
        knob.label(),
        column(i -> cases.get(i).answer(served.get(i).tier()).quality()),
        costs,
        served(served.stream().map(Served::tier).toList()),
        column(i -> served.get(i).called(Tier.PREMIUM) ? 1 : 0));
  }

  private List<Column> served(List<Tier> tiers) {
    return TIERS.stream().map(tier -> column(i -> tiers.get(i) == tier ? 1 : 0)).toList();
  }

  private Column column(IntToDoubleFunction value) {
    return Column.of(cases.size(), value);
  }
}
