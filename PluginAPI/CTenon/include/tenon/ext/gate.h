// SPDX-License-Identifier: 0BSD
//
// tenon/ext/gate.h: "tenon.host.gate/1", the last hop before bytes leave. Brokers must use it.
#ifndef TENON_EXT_GATE_H
#define TENON_EXT_GATE_H

#include <tenon/base.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_GATE "tenon.host.gate/1"

// "tenon.host.gate/1", for brokers. A kill is acknowledged when no permit is open, so the time
// between the two calls is as short as can be.
typedef struct tenon_host_gate {
    uint32_t size;
    uint32_t reserved0;

    // May the bytes of this command leave now? order, request, epoch: as in tenon_broker_cmd
    // (order is c.order). TENON_OK opens a permit, which written closes. TENON_E_PERMISSION:
    // killed. TENON_E_STALE: another generation has taken over. Both: drop the command and report
    // it REJECTED. Takes nanoseconds and never blocks.
    // [any, running|draining]
    tenon_status (*permit)(const tenon_host *host, uint64_t order, uint64_t request,
                           uint32_t epoch);

    // The bytes were written (TENON_OK), or surely not (TENON_E_AGAIN), or nobody knows (any
    // other status: the order becomes UNKNOWN). Exactly once after each permit.
    // [any, running|draining]
    void (*written)(const tenon_host *host, uint64_t order, uint64_t request, tenon_status how);
} tenon_host_gate;

TENON_ASSERT(sizeof(tenon_host_gate) == 24, "layout");

#endif
