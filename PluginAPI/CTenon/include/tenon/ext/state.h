// SPDX-License-Identifier: 0BSD
//
// tenon/ext/state.h: "tenon.state/1", what an instance carries over a restart or to its next
// version.
//
// The host frames it: plugin, schema, place in the sequence, timers, subscriptions, parameters,
// place in the random stream, open orders, checksum. What is left for the plugin is its own
// memory. The bytes are the same for the same state; no handles (keep uid), no pointers, no
// secrets.
#ifndef TENON_EXT_STATE_H
#define TENON_EXT_STATE_H

#include <tenon/base.h>

#define TENON_EXT_STATE "tenon.state/1"

// "tenon.state/1", from tenon_lifecycle.get_ext. Every slot is filled.
typedef struct tenon_state {
    uint32_t size;
    uint32_t reserved0;

    // Writes the state in this schema: the descriptor's state_writes, or an older one down to
    // state_reads_min for a way back. Changes nothing. TENON_E_VERSION: cannot write that schema.
    // A failure of out->write is returned as it is.
    // [ctl, activated|running|paused|draining; between batches]
    tenon_status (*save)(void *impl, const tenon_sink *out, uint32_t schema);

    // Replaces the state by what was saved in this schema. All or nothing: after a failure the
    // instance is as before. TENON_E_VERSION: cannot read that schema. TENON_E_INVALID: damaged.
    // [ctl, configured|activated]
    tenon_status (*load)(void *impl, const tenon_source *in, uint32_t schema);

    // Writes 32 bytes to out32, which is the host's: equal for equal states, whichever way they
    // came about. For comparing runs, not for security.
    // [ctl, configured|activated|running|paused|draining; between batches]
    tenon_status (*digest)(void *impl, uint8_t *out32);
} tenon_state;

TENON_ASSERT(sizeof(tenon_state) == 32, "layout");

#endif
