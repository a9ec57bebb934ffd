package dev.sluice.server.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// Everything that is logged while it is open, at every level. Any thread logs into it.
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private static final List<String> LOUD = List.of("dev.sluice", "sluice.access", "io.netty");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private CapturedLog() {}

  public static CapturedLog open() {
    CapturedLog log = new CapturedLog();
    log.start();
    LOUD.forEach(name -> logger(name).setLevel(Level.TRACE));
    LOUD.forEach(name -> logger(name).setAdditive(false));
    LOUD.forEach(name -> logger(name).addAppender(log));
    return log;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String failure =
        event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy());
    lines.add(
        event.getLevel()
            + " "
            + event.getLoggerName()
            + " "
            + event.getFormattedMessage()
            + " "
            + event.getKeyValuePairs()
            + " "
            + failure);
  }

  /// Each line with level, logger, message, key-values and stack.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  public List<String> errors() {
    return lines.stream().filter(line -> line.startsWith("ERROR")).toList();
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Override
  public void close() {
    LOUD.forEach(name -> logger(name).detachAppender(this));
    LOUD.forEach(name -> logger(name).setAdditive(true));
    LOUD.forEach(name -> logger(name).setLevel(null));
    stop();
  }
}
