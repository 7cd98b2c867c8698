// SPDX-License-Identifier: 0BSD
//
// tenon/ext/subscribe.h: "tenon.host.subscribe/1", what an instance wants to see.
#ifndef TENON_EXT_SUBSCRIBE_H
#define TENON_EXT_SUBSCRIBE_H

#include <tenon/base.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_SUBSCRIBE "tenon.host.subscribe/1"

// "tenon.host.subscribe/1", for strategies.
typedef struct tenon_host_subscribe {
    uint32_t size;
    uint32_t reserved0;

    // Finds the instrument of this symbol ("AAPL.XNAS") and sets *handle, which is the caller's.
    // TENON_E_INVALID: no such instrument is defined. TENON_E_PERMISSION: it is not granted.
    // [in-call, activated|running, activate and start included]
    tenon_status (*resolve)(const tenon_host *host, tenon_str symbol, uint32_t *handle);

    // An effect in on_batch. Adds streams (TENON_STREAM_… bits) of the instrument to what is
    // delivered from the next event on. depth: levels of BOOK and SNAPSHOT, 0 for all. bar_period
    // and bar_unit: which bars, for TENON_STREAM_BARS, else 0; several kinds of bars may be
    // subscribed to one after the other. TENON_E_INVALID: unknown instrument or stream.
    // TENON_E_PERMISSION: not granted. TENON_E_NOSYS: nobody delivers that.
    // [in-call, activated|running, activate and start included]
    tenon_status (*subscribe)(const tenon_host *host, uint32_t instrument, uint32_t streams,
                              uint32_t depth, uint32_t bar_period, uint32_t bar_unit);

    // An effect in on_batch. Ends these streams of the instrument, BARS of every period. Ones
    // that were not subscribed to are passed over. ORDER and POSITION events come all the same.
    // [in-call, activated|running|draining, activate and start included]
    tenon_status (*unsubscribe)(const tenon_host *host, uint32_t instrument, uint32_t streams);

    // An effect in on_batch. Asks for the past of one stream (one TENON_STREAM_… bit): [from_ns,
    // to_ns), at most max events, the latest if there are more. They come flagged
    // TENON_EV_WARMUP, then RESULT with this id, which the plugin chose. TENON_E_NOSYS: no
    // history here. Otherwise as subscribe.
    // [in-call, activated|running, start included]
    tenon_status (*history)(const tenon_host *host, uint64_t id, uint32_t instrument,
                            uint32_t stream, uint32_t bar_period, uint32_t bar_unit,
                            int64_t from_ns, int64_t to_ns, uint64_t max);
} tenon_host_subscribe;

TENON_ASSERT(sizeof(tenon_host_subscribe) == 40, "layout");

#endif
