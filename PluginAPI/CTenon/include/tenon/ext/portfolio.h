// SPDX-License-Identifier: 0BSD
//
// tenon/ext/portfolio.h: "tenon.host.portfolio/1", what the instance holds.
//
// The answers are as of the last event that was delivered, not of the lane. They hold what the
// events told already; a strategy that keeps its own count needs none of them.
#ifndef TENON_EXT_PORTFOLIO_H
#define TENON_EXT_PORTFOLIO_H

#include <tenon/base.h>
#include <tenon/events.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_PORTFOLIO "tenon.host.portfolio/1"

// "tenon.host.portfolio/1", for strategies. `out` is the caller's: its h.size is set by the
// caller to the room there is, and by the host to what was written; TENON_E_TOOSMALL when the
// room is smaller than the first version of the struct. Account 0 is the instance's own.
typedef struct tenon_host_portfolio {
    uint32_t size;
    uint32_t reserved0;

    // The instance's own position; a flat one is answered as well. TENON_E_INVALID: unknown
    // account or instrument. TENON_E_PERMISSION: not granted.
    // [in-call, activated|running|draining]
    tenon_status (*position)(const tenon_host *host, uint32_t account, uint32_t instrument,
                             tenon_ev_position *out);

    // The account's money in one currency. TENON_E_INVALID: unknown account or currency.
    // [in-call, activated|running|draining]
    tenon_status (*balance)(const tenon_host *host, uint32_t account, uint32_t ccy,
                            tenon_ev_balance *out);

    // The instance's open orders with host numbers above after_order (0: all), in order of the
    // number: writes up to cap records to out, an array of the caller whose first h.size is set,
    // and returns how many. Fewer than cap: there are no more.
    // [in-call, activated|running|draining]
    uint32_t (*orders)(const tenon_host *host, uint64_t after_order, tenon_ev_order *out,
                       uint32_t cap);

    // The definition in force. TENON_E_INVALID: unknown handle.
    // [in-call, activated|running|draining]
    tenon_status (*instrument)(const tenon_host *host, uint32_t handle, tenon_ev_instrument *out);
} tenon_host_portfolio;

TENON_ASSERT(sizeof(tenon_host_portfolio) == 40, "layout");

#endif
