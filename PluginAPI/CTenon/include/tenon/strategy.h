// SPDX-License-Identifier: 0BSD
//
// tenon/strategy.h: the table of a strategy.
//
// A strategy's only inputs are its events and the host's table: no clock, no randomness, no
// environment, no files, sockets or threads of its own, so that a replay of the same events makes
// the same intents. What it wants it submits (ext/orders.h); what becomes of that comes back as
// ORDER events.
#ifndef TENON_STRATEGY_H
#define TENON_STRATEGY_H

#include <tenon/events.h>

// Every slot is filled.
typedef struct tenon_strategy {
    uint32_t size;
    uint32_t reserved0;

    // Delivers the next events of this instance. The batch lives only during this call; copy what
    // you keep. Prices and quantities are mantissas of the instrument's exponents; times are ns
    // since the Unix epoch, UTC. Sets *consumed to the events taken; stop after the one at which
    // you submitted (tenon_batch: CONSUMED). *consumed is 0 on the way in. A non-OK return needs
    // host->fail() first. TENON_E_AGAIN: deliver the rest after a wake.
    // [lane, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);
} tenon_strategy;

TENON_ASSERT(sizeof(tenon_strategy) == 16, "layout");

#endif
