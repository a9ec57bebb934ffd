package dev.sluice.gateway.quality;

import org.jspecify.annotations.Nullable;

/// What two models answered to one prompt, and whether they and the next tier were right.
///
/// @param set where it is from, for the report
/// @param prompt the last user message; also what keeps a prompt's rows in one fold
/// @param first the cheaper one's answer
/// @param second the dearer one's, null where there are only two tiers
/// @param secondRight false without a second
/// @param nextRight whether the tier that would be asked next is right
/// @param weight how much it counts
/// @param reported whether it is one of those that figures are about; others only teach
public record GradedPair(
    String set,
    String prompt,
    String first,
    @Nullable String second,
    boolean firstRight,
    boolean secondRight,
    boolean nextRight,
    float weight,
    boolean reported) {}
