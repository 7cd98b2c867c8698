// SPDX-License-Identifier: 0BSD
//
// tenon/ext/signals.h: "tenon.host.signals/1", custom events from one instance to others and to
// the notification routes.
//
// A signal is derived from the event at which it was emitted: it is sequenced with it, and every
// instance that listens gets it in the next round of the same step, as tenon_ev_blob.
#ifndef TENON_EXT_SIGNALS_H
#define TENON_EXT_SIGNALS_H

#include <tenon/base.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_SIGNALS "tenon.host.signals/1"

// "tenon.host.signals/1".
typedef struct tenon_host_signals {
    uint32_t size;
    uint32_t reserved0;

    // An effect. Sends n bytes, at most 1024, under a topic such as "regime.changed"; both are
    // copied before it returns. TENON_E_LIMIT: too long, or too often. TENON_E_INVALID: an empty
    // topic.
    // [in-call, running|draining; only inside on_batch]
    tenon_status (*emit)(const tenon_host *host, tenon_str topic, const void *p, uint32_t n);

    // Asks for the signals whose topic fits the pattern: `*` stands for any text. Adds to what
    // was asked for. TENON_E_INVALID: an empty pattern. TENON_E_LIMIT: too many.
    // [in-call, activated|running, activate included]
    tenon_status (*listen)(const tenon_host *host, tenon_str topic_glob);
} tenon_host_signals;

// What tenon_ev_blob.topic is: FNV-1a of the text's bytes, 32 bits.
// [any, every state]
static inline uint32_t tenon_hash32(tenon_str text) {
    uint32_t hash = 2166136261U;
    for (uint64_t i = 0; i < text.len; i++) {
        hash = (hash ^ (uint8_t)text.ptr[i]) * 16777619U;
    }
    return hash;
}

TENON_ASSERT(sizeof(tenon_host_signals) == 24, "layout");

#endif
