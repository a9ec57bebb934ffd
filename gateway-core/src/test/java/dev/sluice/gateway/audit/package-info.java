@NullMarked
package dev.sluice.gateway.audit;

import org.jspecify.annotations.NullMarked;
