// SPDX-License-Identifier: 0BSD
//
// tenon/broker.h: the table of a broker, what it is sent and what it reports.
//
// A broker turns commands into a venue's messages and the venue's answers into EXEC events. It
// holds no truth: the host owns orders, limits and positions. Immediately before the bytes of a
// command leave, it asks tenon_host_gate.permit, and immediately after tells
// tenon_host_gate.written. It publishes EXEC, and POSITION and BALANCE with scope
// TENON_BOOK_ACCOUNT.
#ifndef TENON_BROKER_H
#define TENON_BROKER_H

#include <tenon/events.h>
#include <tenon/ext/orders.h>

// One command to a broker. c is last because it may grow.
typedef struct tenon_broker_cmd {
    // Bytes to the next command.
    uint32_t size;
    // Fencing epoch: goes to permit as it is.
    uint32_t epoch;
    // The host's number of this command, unique; a repeat of it must not be sent again.
    uint64_t request;
    // The client order id to give the venue (ours), padded with zero bytes.
    char client_id[48];
    // CANCEL and REPLACE: the client order id in force so far.
    char prev_client_id[48];
    // The venue's id, empty as long as it is not known.
    char venue_order_id[48];
    uint64_t reserved1[4];
    // op, instrument, side, type, prices, quantities; `order` is the host's number of the order.
    tenon_intent c;
} tenon_broker_cmd;

// EXEC: a broker's report on one order, as the venue says it. Members the venue does not tell are
// TENON_NONE (prices, quantities, times), 0 or empty. Broker to host only.
typedef struct tenon_ev_exec {
    tenon_ev h;
    // The host's number of the order; 0: the venue reports an order that is not ours.
    uint64_t order;
    // tenon_broker_cmd.request that this answers; 0: none.
    uint64_t request;
    int64_t ts_venue_ns;
    int64_t px;
    int64_t stop_px;
    int64_t qty;
    // Filled so far, and still open, by the venue's count.
    int64_t cum_qty;
    int64_t leaves_qty;
    // This execution.
    int64_t last_px;
    int64_t last_qty;
    // Money in fee_ccy: positive is paid.
    int64_t fee;
    uint32_t account;
    uint32_t fee_ccy;
    uint32_t venue;
    // TENON_REASON_… from 100 on.
    uint32_t reason;
    // TENON_CH_…
    uint16_t change;
    // TENON_SENT … TENON_UNKNOWN, as the venue sees it.
    uint16_t status;
    uint8_t side;
    uint8_t otype;
    uint8_t tif;
    // TENON_LIQUIDITY_…
    uint8_t liquidity;
    // Padded with zero bytes, as are the following.
    char client_id[48];
    char venue_order_id[48];
    // The venue's id of the execution: the key by which repeats are recognised.
    char exec_id[48];
    // BUST and CORRECT: exec_id of the execution that is meant.
    char exec_ref[48];
    // The venue's words.
    char text[64];
    uint64_t reserved1[6];
} tenon_ev_exec;

// Every slot is filled.
typedef struct tenon_broker {
    uint32_t size;
    uint32_t reserved0;

    // The broker's turn: read its connection, publish what came. The batch holds timers,
    // parameters and markers, or nothing; returns and *consumed as for a connector.
    // [work, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);

    // Sends commands: nbytes bytes of tenon_broker_cmd, stepped by size, valid during the call.
    // For each, permit is asked just before and written told just after its bytes left. Sets
    // *taken to the commands dealt with. TENON_OK: all of them. TENON_E_AGAIN: those from *taken
    // on were NOT sent and never will be. Any other status: the fate of those from *taken on is
    // UNKNOWN, and only the venue can tell. May block up to its budget.
    // [work, running|draining; never re-entered]
    tenon_status (*send)(void *impl, const void *cmds, uint64_t nbytes, uint32_t *taken);

    // Asks for the venue's account: publishes all open orders, the fills since since_ns (ns UTC),
    // positions and balances, and at last MARKER with TENON_MARK_RECONCILED and arg = id. Returns
    // at once; TENON_E_AGAIN: not connected, ask later.
    // [ctl, running|draining; between batches]
    tenon_status (*reconcile)(void *impl, uint64_t id, int64_t since_ns);

    // Cancels every order at the venue by the shortest way it has, also when the connection is
    // degraded. Answered by EXEC events and RESULT with this id.
    // [ctl, running|draining; between batches]
    tenon_status (*cancel_all)(void *impl, uint64_t id);
} tenon_broker;

TENON_ASSERT(sizeof(tenon_broker_cmd) == 384 && sizeof(tenon_ev_exec) == 448, "layout");
TENON_ASSERT(sizeof(tenon_broker) == 40, "layout");

#endif
