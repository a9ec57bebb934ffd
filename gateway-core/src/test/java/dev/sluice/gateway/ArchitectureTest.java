package dev.sluice.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The diagram of the core: which package may use which, and through it what that may use.
final class ArchitectureTest {

  private static final String ROOT = "dev.sluice.gateway";

  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("terms", List.of()),
          Map.entry("chat", List.of("terms")),
          Map.entry("money", List.of("chat")),
          Map.entry("config", List.of("money")),
          Map.entry("exchange", List.of("config")),
          Map.entry("upstream", List.of("exchange")),
          Map.entry("path", List.of("upstream")),
          Map.entry("ledger", List.of("exchange")),
          Map.entry("budget", List.of("exchange")),
          Map.entry("call", List.of("upstream", "ledger", "budget")),
          Map.entry("access", List.of("path", "ledger", "budget")),
          Map.entry("task", List.of("path")),
          Map.entry("route", List.of("path")),
          Map.entry("boost", List.of()),
          Map.entry("quality", List.of("path", "boost")),
          Map.entry("cascade", List.of("path", "call", "route", "quality")),
          Map.entry("cache", List.of("path", "call")),
          Map.entry("idempotency", List.of("path")),
          Map.entry("reconcile", List.of("ledger")),
          Map.entry("audit", List.of()),
          Map.entry("shadow", List.of("path", "call", "route", "quality")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Set<String> packages() {
    return new TreeSet<>(MAY_USE.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyWhatTheTableAllows(String name) {
    Set<String> allowed = reachable(name);
    String[] forbidden =
        packages().stream()
            .filter(other -> !allowed.contains(other))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(type -> type.getPackageName())
            .filter(name -> name.startsWith(ROOT + "."))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    assertThat(found).isSubsetOf(packages());
  }

  @Test
  void coreKnowsNoNettyNoSocketsAndNoSql() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.net.http..", "java.sql..")
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("java.nio.channels..").and(not(nameContaining("File"))))
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static Set<String> reachable(String name) {
    Set<String> reached = new TreeSet<>(Set.of(name));
    for (String next : MAY_USE.getOrDefault(name, List.of())) {
      reached.addAll(reachable(next));
    }
    return reached;
  }
}
