package dev.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One pass over one file: resolves variables and collects what is wrong, with lines.
final class Reading {

  private final String file;
  private final Variables variables;
  private final List<Problem> problems = new ArrayList<>();

  Reading(String file, Map<String, String> environment) {
    this.file = file;
    this.variables = new Variables(environment);
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  String resolve(ScalarNode scalar) {
    return variables.resolve(
        scalar.getValue(),
        name ->
            problem(
                scalar,
                "the environment variable "
                    + name
                    + " is not set; set it, or give a default: ${"
                    + name
                    + ":-value}"));
  }

  void problem(Node node, String message) {
    problem(node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0), message);
  }

  void problem(int line, String message) {
    problems.add(new Problem(file, line, message));
  }

  List<Problem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).distinct().toList();
  }
}
