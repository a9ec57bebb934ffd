/// From the name that was asked for to the models that are tried. Start with `RouteTable`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.route;
