package dev.sluice.gateway.audit;

/// What a policy costs a request and how good its answers are.
///
/// @param cost any unit, not negative
/// @param quality 0…1
public record CostQuality(double cost, double quality) {}
