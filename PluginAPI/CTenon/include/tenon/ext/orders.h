// SPDX-License-Identifier: 0BSD
//
// tenon/ext/orders.h: "tenon.host.orders/1", how a strategy says what it wants.
//
// An intent is no order yet. submit checks its shape and what the instance may do; then the risk
// gate judges it, and everything from there on comes back as ORDER events: PENDING, then DENIED,
// HELD or EMULATED, or SENT and what the venue makes of it.
#ifndef TENON_EXT_ORDERS_H
#define TENON_EXT_ORDERS_H

#include <tenon/base.h>
#include <tenon/events.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_ORDERS "tenon.host.orders/1"

// tenon_intent.op. Each lists the members it reads beside size, op, intent_id, account and tag.
enum {
    // A new order: all members but target and order.
    TENON_OP_NEW = 1,
    // Cancels one order: target or order.
    TENON_OP_CANCEL = 2,
    // Changes one order: target or order; px, stop_px, qty, display_qty, expire_ns, of which
    // TENON_NONE leaves as it is. qty is the new total, what was filled included. def_version
    // counts.
    TENON_OP_REPLACE = 3,
    // Cancels the instance's own orders: of instrument (0: all), of side (0: both).
    TENON_OP_CANCEL_ALL = 4,
    // Asks for one order's state: target or order. Answered by change TENON_CH_STATUS.
    TENON_OP_QUERY = 5,
};

// tenon_intent.trigger: which price stops, touches and trails watch. 0 counts as LAST.
enum {
    TENON_TRIGGER_LAST = 1,
    TENON_TRIGGER_BID = 2,
    TENON_TRIGGER_ASK = 3,
    TENON_TRIGGER_MARK = 4,
};

// tenon_intent.effect: on venues that keep longs and shorts apart.
enum {
    TENON_EFFECT_AUTO = 0,
    TENON_EFFECT_OPEN = 1,
    TENON_EFFECT_CLOSE = 2,
};

// tenon_intent.contingency: how the orders of one `link` hang together.
enum {
    TENON_CONTINGENCY_NONE = 0,
    // One fills, the others are canceled.
    TENON_CONTINGENCY_OCO = 1,
    // The first fills, the others are sent.
    TENON_CONTINGENCY_OTO = 2,
    // One fills in part, the others are reduced by as much.
    TENON_CONTINGENCY_OUO = 3,
    // An entry with a stop and a target that exclude each other.
    TENON_CONTINGENCY_BRACKET = 4,
};

// tenon_intent.trail_unit: what `trail` and `limit_offset` are.
enum {
    TENON_TRAIL_NONE = 0,
    // Price mantissas.
    TENON_TRAIL_PRICE = 1,
    // Ticks of the instrument.
    TENON_TRAIL_TICKS = 2,
    // 1/10000 of the price.
    TENON_TRAIL_BPS = 3,
};

// tenon_intent.algo: the host works the order in pieces.
enum {
    TENON_ALGO_NONE = 0,
    TENON_ALGO_TWAP = 1,
    TENON_ALGO_VWAP = 2,
    TENON_ALGO_POV = 3,
    TENON_ALGO_ICEBERG = 4,
};

// tenon_intent.repeat.
enum {
    TENON_REPEAT_NO = 0,
    // Looks like one just sent and is meant: rule R13 does not deny it as a duplicate.
    TENON_REPEAT_INTENDED = 1,
};

// What a strategy wants. Members its operation or type does not need are 0 or TENON_NONE: one that
// is set all the same is denied with TENON_REASON_CONTRADICTION. What this host or venue does not
// do is denied with TENON_REASON_UNSUPPORTED. Nothing is passed over.
typedef struct tenon_intent {
    // Bytes to the next intent.
    uint32_t size;
    // TENON_OP_…
    uint16_t op;
    // TENON_BUY or TENON_SELL.
    uint8_t side;
    // TENON_MARKET …
    uint8_t otype;
    uint32_t instrument;
    // TENON_DAY …; 0 counts as DAY.
    uint8_t tif;
    // TENON_TRIGGER_…
    uint8_t trigger;
    // TENON_EFFECT_…
    uint8_t effect;
    // TENON_CONTINGENCY_…
    uint8_t contingency;
    // TENON_ORDER_… bits.
    uint32_t flags;
    // Of the definition the numbers were computed with; an older one is TENON_E_STALE.
    uint32_t def_version;
    // 0: the instance's own account.
    uint32_t account;
    // 0: the instrument's.
    uint32_t venue;
    // Chosen by the plugin: above 0, growing with every intent of this logical instance over all
    // its runs and versions, so keep the highest in the saved state. It names the order from then
    // on.
    uint64_t intent_id;
    // CANCEL, REPLACE, QUERY: intent_id of the order to act on. 0: `order` tells it.
    uint64_t target;
    // Group of orders that belong together, chosen by the plugin; 0: none. Never used again for
    // another group, also after a restart: choose it as intent_id is, growing.
    uint64_t link;
    // The plugin's own; comes back in every event of the order.
    uint64_t tag;
    // Limit price, a multiple of the tick.
    int64_t px;
    // Above 0, a multiple of the lot; anything else is denied by rule R04.
    int64_t qty;
    // Stop or touch price.
    int64_t stop_px;
    // Visible part of the quantity; 0 or TENON_NONE: all.
    int64_t display_qty;
    // Smallest acceptable fill.
    int64_t min_qty;
    // Distance of a trailing stop, in trail_unit.
    int64_t trail;
    // Distance of the limit from the stop of a trailing stop limit, in trail_unit.
    int64_t limit_offset;
    // TENON_GTD: until when, ns UTC.
    int64_t expire_ns;
    // TENON_TRAIL_…
    uint16_t trail_unit;
    // TENON_ALGO_…
    uint16_t algo;
    // TENON_REPEAT_…
    uint16_t repeat;
    uint16_t reserved0;
    // CANCEL, REPLACE, QUERY with target 0: the host's number of the order
    // (tenon_ev_order.order), for orders that this plugin did not make.
    uint64_t order;
    uint64_t reserved1[6];
} tenon_intent;

// "tenon.host.orders/1", for strategies.
typedef struct tenon_host_orders {
    uint32_t size;
    uint32_t reserved0;

    // An effect. Hands over nbytes bytes of tenon_intent, stepped by size; copied before it
    // returns. All or nothing, never blocks, and the answer depends only on the events delivered
    // so far and the grants: codes and permission. What a rule says comes as a DENIED event: a
    // quantity of 0 or less or off the lot, a price off the tick, members that contradict each
    // other included. TENON_OK: each gets its events. TENON_E_INVALID: an operation, side, type or
    // time in force that does not exist, or an unknown instrument. TENON_E_STALE: def_version is
    // not the one in force. TENON_E_PERMISSION: not granted. TENON_E_LIMIT: above the granted
    // size or rate, or too many at once. TENON_E_DUPLICATE: this intent_id came before with the
    // same content; nothing new happens. With other content, or when intent_id does not grow:
    // TENON_E_FAULT, the instance has diverged. TENON_E_STATE: not running; when draining, a
    // TENON_OP_NEW that is not reduce-only.
    // [in-call, running|draining; only inside on_batch]
    tenon_status (*submit)(const tenon_host *host, const void *intents, uint64_t nbytes);
} tenon_host_orders;

TENON_ASSERT(sizeof(tenon_intent) == 192 && sizeof(tenon_host_orders) == 16, "layout");

#endif
