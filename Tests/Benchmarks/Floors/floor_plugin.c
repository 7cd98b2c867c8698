// The strategy of the floor as a library: one call a record.
#include "floor.h"

static inline int on_price(floor_state *state, double price) {
    if (!state->count) {
        state->fast = state->slow = price;
    } else {
        state->fast += (2.0 / 11) * (price - state->fast);
        state->slow += (2.0 / 21) * (price - state->slow);
    }
    if (++state->count < 20) {
        return 0;
    }
    int want = state->fast > state->slow ? 1 : state->fast < state->slow ? -1 : state->position;
    int order = want - state->position;
    state->position = want;
    return order;
}

__attribute__((visibility("default"))) int on_tick(floor_state *state, const floor_tick *tick) {
    return on_price(state, (tick->bid + tick->ask) * 0.5);
}

__attribute__((visibility("default"))) int on_bar(floor_state *state, const floor_bar *bar) {
    return on_price(state, bar->close);
}
