package dev.sluice.gateway.chat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A set of splices into a JSON object; every byte outside them stays as it was sent.
///
/// Edits name top-level fields of one request (or stream chunk); of several edits of one field the
/// last one counts. Added fields go in front of the closing brace, so that the sender's own fields
/// keep their order and place.
public final class BodyEdit {

  private final ScannedObject object;
  private final List<Splice> splices = new ArrayList<>(4);
  private final BitSet removed = new BitSet();
  private final Map<String, String> added = new LinkedHashMap<>();

  private record Splice(int start, int end, String replacement) {}

  private BodyEdit(ScannedObject object) {
    this.object = object;
  }

  public static BodyEdit of(ChatRequest request) {
    return new BodyEdit(request.object());
  }

  static BodyEdit of(ScannedObject object) {
    return new BodyEdit(object);
  }

  /// Replaces the field's value, or adds the field where there is none.
  public BodyEdit put(String name, String json) {
    Field field = object.field(name);
    if (field == null) {
      added.put(name, json);
      return this;
    }
    forget(field);
    return replace(field.valueStart(), field.valueEnd(), json);
  }

  /// Replaces bytes inside a value, such as one key of a nested object.
  public BodyEdit replace(int start, int end, String replacement) {
    splices.add(new Splice(start, end, replacement));
    return this;
  }

  /// Takes the field out, with the comma that belongs to it.
  public BodyEdit remove(String name) {
    Field field = object.field(name);
    if (field == null) {
      added.remove(name);
      return this;
    }
    forget(field);
    removed.set(object.fields().indexOf(field));
    return this;
  }

  /// Takes out what is said again further on, so that the last one wins with every reader.
  BodyEdit removeRepeated() {
    Set<String> later = new HashSet<>();
    for (int i = object.fields().size() - 1; i >= 0; i--) {
      if (!later.add(object.fields().get(i).name())) {
        removed.set(i);
      }
    }
    return this;
  }

  private void forget(Field field) {
    removed.clear(object.fields().indexOf(field));
    splices.removeIf(s -> s.start() >= field.valueStart() && s.end() <= field.valueEnd());
  }

  public boolean isEmpty() {
    return splices.isEmpty() && removed.isEmpty() && added.isEmpty();
  }

  /// The edited body; the same array when nothing changes.
  public byte[] apply() {
    byte[] in = object.bytes();
    if (isEmpty()) {
      return in;
    }
    List<Splice> all = new ArrayList<>(splices);
    removed.stream().mapToObj(this::removal).forEach(all::add);
    if (!added.isEmpty()) {
      all.add(addition(in));
    }
    all.sort(Comparator.comparingInt(Splice::start));
    return splice(in, all);
  }

  /// From the end of the field in front, or up to the next one where none is left in front.
  private Splice removal(int index) {
    List<Field> fields = object.fields();
    Field field = fields.get(index);
    if (removed.nextClearBit(0) < index) {
      return new Splice(fields.get(index - 1).valueEnd(), field.valueEnd(), "");
    }
    boolean last = index == fields.size() - 1;
    int end = last ? field.valueEnd() : fields.get(index + 1).nameStart();
    return new Splice(field.nameStart(), end, "");
  }

  private Splice addition(byte[] in) {
    int brace = in.length - 1;
    while (in[brace] != '}') {
      brace--;
    }
    boolean alone = object.fields().size() == removed.cardinality();
    StringBuilder text = new StringBuilder();
    added.forEach(
        (name, json) -> text.append(',').append(JsonText.quote(name)).append(':').append(json));
    return new Splice(brace, brace, alone ? text.substring(1) : text.toString());
  }

  private static byte[] splice(byte[] in, List<Splice> sorted) {
    Bytes out = new Bytes(in.length + 256);
    int from = 0;
    for (Splice s : sorted) {
      out.write(in, from, s.start() - from);
      out.writeUtf8(s.replacement());
      from = s.end();
    }
    out.write(in, from, in.length - from);
    return out.toByteArray();
  }
}
