// SPDX-License-Identifier: 0BSD
//
// tenon/connector.h: the table of a data connector.
//
// A connector defines instruments (ext/registry.h) and publishes market and reference events
// (ext/publish.h). Its order of work: activate opens the source and defines; start puts something
// on every stream it will use, at least a WATERMARK; from then on each on_batch is its turn to
// publish.
#ifndef TENON_CONNECTOR_H
#define TENON_CONNECTOR_H

#include <tenon/events.h>

// What tenon_connector.request asks for.
enum {
    // The order book as it is now. args: {"instrument": handle, "depth": levels, 0 for all}.
    TENON_REQUEST_SNAPSHOT = 1,
    // Definitions. args: {"symbols": [globs]}; without symbols: all.
    TENON_REQUEST_DEFINITIONS = 2,
    // The past. args: {"instrument": handle, "stream": TENON_STREAM_… bit, "bar_period": n,
    // "bar_unit": TENON_BAR_…, "from_ns": t, "to_ns": t, "max": n}; the span is [from_ns, to_ns),
    // and of more than max events the latest are wanted. Published with TENON_EV_WARMUP.
    TENON_REQUEST_HISTORY = 3,
};

// Slots but on_batch may be NULL: the host then answers TENON_E_NOSYS to whoever asks.
typedef struct tenon_connector {
    uint32_t size;
    uint32_t reserved0;

    // The connector's turn: publish until the host answers TENON_E_AGAIN or there is nothing
    // left, then return. The batch is mostly empty; what it may hold are timers, parameters and
    // markers, and *consumed is set as for a strategy. Returns TENON_OK: nothing more now, wake()
    // or the next event brings the next turn. TENON_E_AGAIN: there is more; call again when there
    // is room. A source that came to its end has published END_OF_DATA on each of its streams.
    // In a backtest the lane waits for every open stream, so a turn brings each of them that has
    // nothing waiting an event, a WATERMARK or END_OF_DATA; one that stays without, turn after
    // turn, is a fault.
    // [work, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);

    // From now on these streams (TENON_STREAM_… bits) of the instrument are wanted; adds to what
    // is. depth: levels of BOOK and SNAPSHOT, 0 for all. TENON_OK promises that they come, or
    // come as soon as the connection is up. TENON_E_INVALID: unknown instrument. TENON_E_NOSYS:
    // this source does not have that stream.
    // [ctl, activated|running; between batches]
    tenon_status (*subscribe)(void *impl, uint32_t instrument, uint32_t streams, uint32_t depth);

    // These streams are not wanted any more; ones that were not are passed over. Events on the
    // way may still come.
    // [ctl, activated|running|draining; between batches]
    tenon_status (*unsubscribe)(void *impl, uint32_t instrument, uint32_t streams);

    // Asks for data once: what is TENON_REQUEST_…, args_json as listed there. Answered by events
    // and then a RESULT event with this id. TENON_E_NOSYS: this source cannot. TENON_E_AGAIN: too
    // many requests are open.
    // [ctl, running; between batches]
    tenon_status (*request)(void *impl, uint32_t what, uint64_t id, tenon_str args_json);
} tenon_connector;

TENON_ASSERT(sizeof(tenon_connector) == 40, "layout");

#endif
