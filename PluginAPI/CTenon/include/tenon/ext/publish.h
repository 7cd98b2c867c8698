// SPDX-License-Identifier: 0BSD
//
// tenon/ext/publish.h: "tenon.host.publish/1", how connectors, brokers and channels tell the
// host.
//
// STREAMS. A stream is a queue of events in order, named by a number that the plugin chooses,
// from 0, one for each source of its own order: a file, a connection. A stream is open once
// something was published to it. Every stream a connector will use must get at least a WATERMARK
// before its start returns; otherwise it is opened late, and its earlier times are refused in a
// backtest. It is closed by END_OF_DATA, and nothing may follow.
//
// MERGING. In a backtest the host takes the event with the smallest (time, instance, stream,
// place in the stream), where the time is h.ts_ns: when the event becomes visible; of a bar its
// close. It can do so only while every open stream has an event waiting, or a WATERMARK that
// promises none before its time: so a stream that has nothing for a while publishes WATERMARKs.
// Live, the order is that of arrival. The host then overwrites h.seq, h.ts_ns and h.ordinal.
#ifndef TENON_EXT_PUBLISH_H
#define TENON_EXT_PUBLISH_H

#include <tenon/base.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_PUBLISH "tenon.host.publish/1"

// "tenon.host.publish/1", for connectors, brokers and channels.
typedef struct tenon_host_publish {
    uint32_t size;
    uint32_t reserved0;

    // Appends nbytes bytes of events, stepped by size, to the stream; copied before it returns;
    // never blocks. `events` lies on a boundary of 8. All or nothing. h.ts_ns must not go back
    // within a stream. One thread at a time for each stream. TENON_E_AGAIN: the queue is full;
    // publish the same again at the next turn. TENON_E_INVALID: malformed, a type this kind of
    // plugin may not publish, an instrument that is not defined, or a time that goes back.
    // TENON_E_STATE: the stream was closed, or the instance does not run. TENON_E_LIMIT: more
    // than the queue can ever hold at once, or too many streams.
    // [any, running|draining, start included]
    tenon_status (*publish)(const tenon_host *host, uint32_t stream, const void *events,
                            uint64_t nbytes);
} tenon_host_publish;

TENON_ASSERT(sizeof(tenon_host_publish) == 16, "layout");

#endif
