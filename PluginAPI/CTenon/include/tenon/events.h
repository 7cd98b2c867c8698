// SPDX-License-Identifier: 0BSD
//
// tenon/events.h: everything that is delivered, and the batch it is delivered in.
//
// Events are flat: no pointers, their own size first, explicit padding. They are the host's
// records and the journal's bytes as well. `size` is a multiple of 64 in the four spaces below
// and of 8 in a vendor's; the first event of a batch begins at an address divisible by 64. Read
// events by stepping `size` bytes, pass over a space or type you do not know, and never read past
// `size`.
#ifndef TENON_EVENTS_H
#define TENON_EVENTS_H

#include <tenon/base.h>

// ---- the head of every event ----

// tenon_ev.space; 0x8000 and above belong to vendors.
enum {
    TENON_SPACE_MARKET = 0,
    TENON_SPACE_ORDER = 1,
    TENON_SPACE_CONTROL = 2,
    TENON_SPACE_REFERENCE = 3,
};

// tenon_ev.type in TENON_SPACE_MARKET.
enum {
    // tenon_ev_trade: one trade of the venue.
    TENON_TYPE_TRADE = 1,
    // tenon_ev_quote: best bid and best ask.
    TENON_TYPE_QUOTE = 2,
    // tenon_ev_book: one change of the order book.
    TENON_TYPE_BOOK = 3,
    // tenon_ev_snapshot: the order book, whole or a part of it.
    TENON_TYPE_SNAPSHOT = 4,
    // tenon_ev_bar: open, high, low, close of a period.
    TENON_TYPE_BAR = 5,
    // tenon_ev_status: trading phase, price limits, mark, index, funding.
    TENON_TYPE_STATUS = 6,
};

// tenon_ev.type in TENON_SPACE_ORDER.
enum {
    // tenon_ev_order: news of one of the instance's orders.
    TENON_TYPE_ORDER = 1,
    // tenon_ev_position: a position after it changed.
    TENON_TYPE_POSITION = 2,
    // tenon_ev_balance: an account's money in one currency after it changed.
    TENON_TYPE_BALANCE = 3,
    // tenon_ev_exec (broker.h): a broker's report. Broker to host only, never delivered.
    TENON_TYPE_EXEC = 4,
};

// tenon_ev.type in TENON_SPACE_CONTROL. All are tenon_ev_control, but for those that carry bytes
// (WORKER_REPLY, SIGNAL, and PARAM with text), which are tenon_ev_blob. The members id, arg, i64
// and f64 hold what is listed; one that is not listed is 0.
enum {
    // A timer is due. id: as given to timer_set; i64: the time it was set for.
    TENON_TYPE_TIMER = 1,
    // A parameter has a new value, from here on. id: the parameter; arg: its type, TENON_PARAM_…;
    // value in f64 for TENON_PARAM_F64, in i64 for every other type (a FIXED mantissa in the
    // exponent of the parameter's info).
    TENON_TYPE_PARAM = 2,
    // Data is missing here. h.instrument: of which (0: of all); id: of which streams,
    // TENON_STREAM_… bits (0: all); arg: why, TENON_GAP_…; i64: how many events, TENON_NONE when
    // not known.
    TENON_TYPE_GAP = 3,
    // A trading phase begins. h.instrument: where (0: everywhere the calendar holds); id: the
    // calendar (0: none); arg: TENON_PHASE_…; i64: when the next phase begins, or TENON_NONE.
    TENON_TYPE_SESSION = 4,
    // A point in the sequence. id: TENON_MARK_…; arg: the request it answers, or 0.
    TENON_TYPE_MARKER = 5,
    // The reply of a worker (tenon_ev_blob). Not sent by this version.
    TENON_TYPE_WORKER_REPLY = 6,
    // A request is finished. id: as given by whoever asked (history, request, deliver,
    // cancel_all); arg: how many events it yielded; i64: a tenon_status.
    TENON_TYPE_RESULT = 7,
    // A connection changed. id: the number of the source (tenon_ev_mkt.source) or venue; arg:
    // TENON_LINK_…; i64: since when.
    TENON_TYPE_LINK = 8,
    // Another plugin's custom event (tenon_ev_blob).
    TENON_TYPE_SIGNAL = 9,
    // The wall clock was corrected. i64: true UTC minus the lane's time, in ns. The lane's time
    // itself never goes back.
    TENON_TYPE_CLOCK = 10,
    // A connector's promise: no event before h.ts_ns comes on this stream any more. Connector to
    // host only.
    TENON_TYPE_WATERMARK = 11,
    // The stream is over. i64: how many events were published on it, or TENON_NONE. From a
    // connector it closes that stream; to a strategy it says that all its data is over.
    TENON_TYPE_END_OF_DATA = 12,
};

// tenon_ev.type in TENON_SPACE_REFERENCE.
enum {
    // tenon_ev_instrument: a definition, before the first event that needs it.
    TENON_TYPE_INSTRUMENT = 1,
    // tenon_ev_currency: a currency and its exponent.
    TENON_TYPE_CURRENCY = 2,
    // tenon_ev_calendar: trading phases in UTC.
    TENON_TYPE_CALENDAR = 3,
};

// tenon_ev.flags, bits.
enum {
    // History that was delivered to warm up: no live event, do not trade on it.
    TENON_EV_WARMUP = 1,
    // The next event belongs to the same change; act on the last of the group.
    TENON_EV_MORE = 2,
    // Stands for several events, of which this is the last (tenon_ev_quote.conflated: how many).
    TENON_EV_CONFLATED = 4,
    // Part of a snapshot that spans several events.
    TENON_EV_SNAPSHOT_PART = 8,
    // Made by the host or the connector, not by the venue (a bar built from trades, a quote that
    // was filled in).
    TENON_EV_SYNTHETIC = 16,
};

// The first 32 bytes of every event.
//
// The host sequences: it overwrites seq, ts_ns and ordinal of what a plugin publishes. On the way
// in, ts_ns of a market event is the time at which it becomes visible (a bar: its close) and
// decides where it is merged.
typedef struct tenon_ev {
    // Bytes of the whole event, this head and all that follows it included.
    uint32_t size;
    // TENON_SPACE_…
    uint16_t space;
    // TENON_TYPE_…, numbered by space.
    uint16_t type;
    // TENON_EV_… bits.
    uint16_t flags;
    // 0: an input of the lane. 1…: the what-th thing the core derived from that input.
    uint16_t ordinal;
    // Handle of the instrument, from 1; 0: of none in particular. Good for this session of the
    // host only: keep uid or symbol.
    uint32_t instrument;
    // Number of the input in the lane, from 1. Grows; an instance sees holes where it has not
    // subscribed. (seq, ordinal) names an event for good.
    uint64_t seq;
    // The lane's time, ns UTC; never goes back.
    int64_t ts_ns;
} tenon_ev;

// A control event: space CONTROL, and the types listed there with what the members mean.
typedef struct tenon_ev_control {
    tenon_ev h;
    uint64_t id;
    uint64_t arg;
    int64_t i64;
    double f64;
} tenon_ev_control;

// tenon_ev_control.id of a MARKER.
enum {
    // The opening burst is over: what follows is live.
    TENON_MARK_STARTED = 1,
    // The instance will be asked to drain: begin no new orders.
    TENON_MARK_QUIESCE = 2,
    // Another generation takes over after this event.
    TENON_MARK_HANDOVER = 3,
    // A broker's account of orders, fills and balances is complete; arg: the id given to
    // reconcile.
    TENON_MARK_RECONCILED = 4,
};

// tenon_ev_control.arg of a GAP.
enum {
    TENON_GAP_UNKNOWN = 0,
    // The venue's own numbering has a hole (tenon_ev_mkt.venue_seq).
    TENON_GAP_VENUE = 1,
    // A queue of the host was full.
    TENON_GAP_OVERFLOW = 2,
    // The connection was down.
    TENON_GAP_RECONNECT = 3,
    // The instance was paused.
    TENON_GAP_PAUSE = 4,
    // The events were refused: malformed, or too late to be merged.
    TENON_GAP_REFUSED = 5,
};

// tenon_ev_control.arg of a LINK.
enum {
    TENON_LINK_DOWN = 1,
    TENON_LINK_CONNECTING = 2,
    TENON_LINK_UP = 3,
    // Connected, but nothing has come for longer than is plausible.
    TENON_LINK_STALE = 4,
};

// ---- market data: space MARKET ----

// Streams of market data, bits: what is subscribed to, offered, or missing.
enum {
    TENON_STREAM_TRADES = 1,
    TENON_STREAM_QUOTES = 2,
    TENON_STREAM_BOOK = 4,
    TENON_STREAM_SNAPSHOTS = 8,
    TENON_STREAM_BARS = 16,
    TENON_STREAM_STATUS = 32,
};

// A direction: of orders and fills; of a book level, BUY is the bid side, SELL the ask side.
enum {
    TENON_BUY = 1,
    TENON_SELL = 2,
};

// The first 64 bytes of every market event.
typedef struct tenon_ev_mkt {
    tenon_ev h;
    // When it happened by the venue's clock, or TENON_NONE.
    int64_t ts_venue_ns;
    // When it was first seen on this side, or TENON_NONE (recorded data).
    int64_t ts_recv_ns;
    // The venue's own number, 0 for none. Holes in it are told as GAP.
    uint64_t venue_seq;
    // The venue's number, as in the instrument's definition.
    uint32_t venue;
    // Which connection or file brought it: numbered by the connector. The host does not read it.
    uint32_t source;
} tenon_ev_mkt;

// QUOTE: best bid and ask. A side that has no order has the price TENON_NONE and the size 0.
typedef struct tenon_ev_quote {
    tenon_ev_mkt m;
    int64_t bid_px;
    // TENON_NONE: not known. Both sizes in quantity mantissas.
    int64_t bid_qty;
    int64_t ask_px;
    int64_t ask_qty;
    // Number of orders at the price; 0: not known.
    uint32_t bid_orders;
    uint32_t ask_orders;
    // How many earlier quotes this one replaced before it was sequenced.
    uint32_t conflated;
    uint32_t reserved0;
    uint64_t reserved1[2];
} tenon_ev_quote;

// tenon_ev_trade.aggressor: the side that crossed the spread.
enum {
    TENON_AGGRESSOR_NONE = 0,
    TENON_AGGRESSOR_BUY = 1,
    TENON_AGGRESSOR_SELL = 2,
};

// tenon_ev_trade.kind.
enum {
    // Ordinary, in the continuous book.
    TENON_TRADE_REGULAR = 0,
    TENON_TRADE_AUCTION = 1,
    // Negotiated, reported as one block.
    TENON_TRADE_BLOCK = 2,
    // Made away from the book and reported here.
    TENON_TRADE_OFF_BOOK = 3,
    // A forced close by the venue.
    TENON_TRADE_LIQUIDATION = 4,
    // trade_id did not happen after all; px and qty are those of the original.
    TENON_TRADE_CANCELED = 5,
    // trade_id happened at this px and qty instead.
    TENON_TRADE_CORRECTED = 6,
};

// tenon_ev_trade.conditions, bits. From bit 16 on they are the venue's own.
enum {
    TENON_CONDITION_NONE = 0,
    // Smaller than a round lot.
    TENON_CONDITION_ODD_LOT = 1,
    // Reported late or out of order.
    TENON_CONDITION_LATE = 2,
    // Does not set the last price.
    TENON_CONDITION_NO_LAST = 4,
    // Does not count for high and low.
    TENON_CONDITION_NO_RANGE = 8,
    // Does not count for volume.
    TENON_CONDITION_NO_VOLUME = 16,
};

// TRADE: one trade.
typedef struct tenon_ev_trade {
    tenon_ev_mkt m;
    int64_t px;
    // TENON_NONE: not known.
    int64_t qty;
    // The venue's, numeric; 0: none.
    uint64_t trade_id;
    // TENON_CONDITION_… bits.
    uint32_t conditions;
    // TENON_AGGRESSOR_…
    uint8_t aggressor;
    // TENON_TRADE_…
    uint8_t kind;
    uint8_t reserved0[2];
    uint64_t reserved1[4];
} tenon_ev_trade;

// tenon_ev_book.action.
enum {
    // The level, or the order order_ref, now has qty; 0 removes it.
    TENON_BOOK_SET = 1,
    // The order order_ref is new.
    TENON_BOOK_ADD = 2,
    // The order order_ref, or without one the level, is gone.
    TENON_BOOK_REMOVE = 3,
    // The whole side is gone (side 0: both).
    TENON_BOOK_CLEAR = 4,
};

// BOOK: one change of the order book. Events flagged TENON_EV_MORE belong to one change.
typedef struct tenon_ev_book {
    tenon_ev_mkt m;
    int64_t px;
    int64_t qty;
    // The venue's number of the order; 0: this book has levels only.
    uint64_t order_ref;
    // Place in the queue, smaller is earlier; 0: not known.
    uint64_t priority;
    // Orders at the level afterwards; 0: not known.
    uint32_t orders;
    // TENON_BUY: bid, TENON_SELL: ask.
    uint8_t side;
    // TENON_BOOK_SET, ADD, REMOVE, CLEAR.
    uint8_t action;
    // Level counted from the best, which is 1; 0: not known.
    uint8_t depth;
    uint8_t reserved0;
    uint64_t reserved1[3];
} tenon_ev_book;

// One level, or one order, of a snapshot.
typedef struct tenon_level {
    int64_t px;
    int64_t qty;
    // As in tenon_ev_book.
    uint64_t order_ref;
    uint32_t orders;
    // TENON_BUY: bid, TENON_SELL: ask.
    uint8_t side;
    uint8_t reserved0[3];
} tenon_level;

// SNAPSHOT: the order book. This head, then `bids` and then `asks` records of `level_size` bytes,
// each a tenon_level, best first; the event is rounded up to 64 with zero bytes. A book too large
// for one event comes in `parts` events flagged TENON_EV_SNAPSHOT_PART.
typedef struct tenon_ev_snapshot {
    tenon_ev_mkt m;
    // Records in this event.
    uint32_t bids;
    uint32_t asks;
    // This event is part `part` of `parts`, from 0. A whole book: 0 of 1.
    uint16_t part;
    uint16_t parts;
    // Bytes from one record to the next: sizeof(tenon_level) of the writer.
    uint16_t level_size;
    uint16_t reserved0;
    uint64_t reserved1[6];
} tenon_ev_snapshot;

// tenon_ev_bar.unit, and bar_unit where bars are subscribed to. Time bars are aligned to UTC
// (days, weeks, months to the trading day, when the instrument has a calendar). From 16 on: not
// time.
enum {
    TENON_BAR_MILLISECOND = 1,
    TENON_BAR_SECOND = 2,
    TENON_BAR_MINUTE = 3,
    TENON_BAR_HOUR = 4,
    TENON_BAR_DAY = 5,
    TENON_BAR_WEEK = 6,
    TENON_BAR_MONTH = 7,
    // `period` trades.
    TENON_BAR_TICK = 16,
    // `period` units of quantity.
    TENON_BAR_VOLUME = 17,
    // `period` units of money.
    TENON_BAR_NOTIONAL = 18,
};

// tenon_ev_bar.basis: which price the bar is made of.
enum {
    TENON_BASIS_LAST = 1,
    TENON_BASIS_BID = 2,
    TENON_BASIS_ASK = 3,
    TENON_BASIS_MID = 4,
};

// BAR: a period. Becomes visible, and is delivered, at close_ns, never before.
typedef struct tenon_ev_bar {
    tenon_ev_mkt m;
    // The period is [open_ns, close_ns).
    int64_t open_ns;
    int64_t close_ns;
    // Prices; all four TENON_NONE in a period without a price.
    int64_t open;
    int64_t high;
    int64_t low;
    int64_t close;
    // Quantity traded, or TENON_NONE when not known.
    int64_t volume;
    // Money traded, in the exponent of the quote currency, or TENON_NONE.
    int64_t notional;
    // Number of trades; 0: none, or not known.
    uint64_t trades;
    // The bar is `period` times `unit` long.
    uint32_t period;
    // TENON_BAR_…
    uint8_t unit;
    // TENON_BASIS_…
    uint8_t basis;
    // 1: final. 0: the period still runs, another bar with the same open_ns follows.
    uint8_t complete;
    uint8_t reserved0;
    uint64_t reserved1[6];
} tenon_ev_bar;

// Trading phases: tenon_ev_status.phase, tenon_span.phase, SESSION events.
enum {
    TENON_PHASE_UNKNOWN = 0,
    TENON_PHASE_CLOSED = 1,
    // Orders may be entered; nothing trades.
    TENON_PHASE_PRE_OPEN = 2,
    TENON_PHASE_OPENING_AUCTION = 3,
    // Continuous trading.
    TENON_PHASE_OPEN = 4,
    TENON_PHASE_CLOSING_AUCTION = 5,
    // After the close, at the closing price or by report only.
    TENON_PHASE_POST_CLOSE = 6,
    // Stopped for a while.
    TENON_PHASE_HALTED = 7,
    // Stopped until further notice.
    TENON_PHASE_SUSPENDED = 8,
};

// tenon_ev_status.reason; 1000 and above are the venue's own codes.
enum {
    TENON_STATUS_UNKNOWN = 0,
    // By timetable.
    TENON_STATUS_SCHEDULED = 1,
    // The price moved too far.
    TENON_STATUS_VOLATILITY = 2,
    // News on the issuer is awaited.
    TENON_STATUS_NEWS = 3,
    TENON_STATUS_REGULATORY = 4,
    // The venue has technical trouble.
    TENON_STATUS_TECHNICAL = 5,
    // The price is at its limit of the day.
    TENON_STATUS_PRICE_LIMIT = 6,
    // The phase is as before: only limits, mark, index or funding are new.
    TENON_STATUS_VALUES = 7,
};

// STATUS: the instrument's phase and the values that go with it. A value of TENON_NONE is unknown
// or does not exist; the event tells all of them each time.
typedef struct tenon_ev_status {
    tenon_ev_mkt m;
    // TENON_PHASE_…
    uint16_t phase;
    // TENON_STATUS_…
    uint16_t reason;
    uint32_t reserved0;
    // When the next phase begins; for a perpetual, the next funding.
    int64_t next_ns;
    // Highest and lowest price of the day at which orders are taken.
    int64_t limit_up;
    int64_t limit_down;
    // The venue's price for margin, and the underlying's, in price mantissas.
    int64_t mark_px;
    int64_t index_px;
    // Rate of the next funding × 10^12; longs pay shorts when positive.
    int64_t funding_e12;
    uint64_t reserved1;
} tenon_ev_status;

// ---- orders, positions, money: space ORDER ----

// Order types: tenon_intent.otype and the events'. Bit n of a set of types is 1 << n.
enum {
    TENON_MARKET = 1,
    TENON_LIMIT = 2,
    TENON_STOP = 3,
    TENON_STOP_LIMIT = 4,
    TENON_MARKET_IF_TOUCHED = 5,
    TENON_LIMIT_IF_TOUCHED = 6,
    TENON_TRAILING_STOP = 7,
    TENON_TRAILING_STOP_LIMIT = 8,
    TENON_MARKET_TO_LIMIT = 9,
};

// Time in force: how long an order may work. Bit n of a set is 1 << n.
enum {
    TENON_DAY = 1,
    TENON_GTC = 2,
    // What can be filled at once, the rest is canceled.
    TENON_IOC = 3,
    // All at once or nothing.
    TENON_FOK = 4,
    // Until expire_ns.
    TENON_GTD = 5,
    TENON_AT_OPEN = 6,
    TENON_AT_CLOSE = 7,
};

// Order flags, bits: tenon_intent.flags.
enum {
    // Never takes liquidity: rejected instead.
    TENON_ORDER_POST_ONLY = 1,
    // May only make the position smaller, and not turn it round.
    TENON_ORDER_REDUCE_ONLY = 2,
    TENON_ORDER_HIDDEN = 4,
    // The shares for a short sale have been located.
    TENON_ORDER_LOCATED = 8,
    // A person must confirm it first; it is HELD until then.
    TENON_ORDER_HOLD = 16,
};

// States of an order: tenon_ev_order.status.
enum {
    // Accepted by submit, not judged yet.
    TENON_PENDING = 1,
    // Our risk gate's no; never left the host. rule, reason and denied_… say why. Final.
    TENON_DENIED = 2,
    // On its way to the venue.
    TENON_SENT = 3,
    // Confirmed by the venue, nothing filled.
    TENON_WORKING = 4,
    TENON_PARTLY_FILLED = 5,
    // Final.
    TENON_FILLED = 6,
    TENON_CANCEL_PENDING = 7,
    TENON_REPLACE_PENDING = 8,
    // Final; filled_qty may be above 0.
    TENON_CANCELED = 9,
    // The venue's no. Final.
    TENON_REJECTED = 10,
    // Its time in force ran out. Final; filled_qty may be above 0.
    TENON_EXPIRED = 11,
    // Nobody knows whether the venue has it. Only proof from the venue ends this state, and what
    // was reserved for it stays so.
    TENON_UNKNOWN = 12,
    // Waits for a person's confirmation (rule R30, or TENON_ORDER_HOLD).
    TENON_HELD = 13,
    // Watched by the host, which sends it when its condition comes true.
    TENON_EMULATED = 14,
};

// What happened to an order: tenon_ev_order.change, tenon_ev_exec.change.
enum {
    // A new state, nothing else.
    TENON_CH_STATE = 1,
    // An execution: last_px, last_qty, fee, exec.
    TENON_CH_FILL = 2,
    // An earlier execution did not happen after all: exec names it.
    TENON_CH_BUST = 3,
    // An earlier execution has other values: exec names it, last_px and last_qty are the new
    // ones.
    TENON_CH_CORRECT = 4,
    TENON_CH_REPLACED = 5,
    // The order works on as it was.
    TENON_CH_CANCEL_REJECTED = 6,
    TENON_CH_REPLACE_REJECTED = 7,
    // Its stop or touch price was reached.
    TENON_CH_TRIGGERED = 8,
    // The venue changed it by itself.
    TENON_CH_RESTATED = 9,
    // Works no more today, again on the next trading day.
    TENON_CH_DONE_FOR_DAY = 10,
    // The answer to TENON_OP_QUERY; nothing changed.
    TENON_CH_STATUS = 11,
};

// Why: tenon_ev_order.reason, tenon_ev_exec.reason. 0: no reason is needed. 1 to 99 the host's,
// 100 to 199 what venues have in common, 1000 and above the venue's own code.
enum {
    // A rule of the risk gate: see rule and denied_….
    TENON_REASON_RISK = 1,
    // The host or the venue does not do this type, time in force, flag or operation.
    TENON_REASON_UNSUPPORTED = 2,
    // The order to cancel, replace or query does not exist.
    TENON_REASON_UNKNOWN_ORDER = 3,
    // The order was final before the request came.
    TENON_REASON_TOO_LATE = 4,
    // The numbers of this order go past 64 bits.
    TENON_REASON_OVERFLOW = 5,
    // A table of the host is full.
    TENON_REASON_CAPACITY = 6,
    // Trading is stopped for this scope, or the instance is stopping.
    TENON_REASON_STOPPED = 7,
    // The simulated venue had nothing to trade against.
    TENON_REASON_NO_LIQUIDITY = 8,
    // Two members of the intent contradict each other: denied_value says which must change,
    // denied_limit what it does not go with, both TENON_MEMBER_….
    TENON_REASON_CONTRADICTION = 9,
    // expire_ns (denied_value) is not after the lane's time (denied_limit).
    TENON_REASON_EXPIRED = 10,
    // Canceled: reduce-only, and nothing is left to reduce.
    TENON_REASON_REDUCE_ONLY = 11,
    // Canceled, reduced or not sent because of another order of its link.
    TENON_REASON_LINKED = 12,
    // A rejection whose cause the venue does not tell.
    TENON_REASON_VENUE_OTHER = 100,
    TENON_REASON_VENUE_CLOSED = 101,
    TENON_REASON_VENUE_PRICE = 102,
    TENON_REASON_VENUE_QUANTITY = 103,
    TENON_REASON_VENUE_FUNDS = 104,
    TENON_REASON_VENUE_DUPLICATE = 105,
    TENON_REASON_VENUE_INSTRUMENT = 106,
    TENON_REASON_VENUE_POST_ONLY = 107,
    TENON_REASON_VENUE_SELF_TRADE = 108,
    TENON_REASON_VENUE_RATE = 109,
    TENON_REASON_VENUE_PERMISSION = 110,
    TENON_REASON_VENUE_UNSUPPORTED = 111,
};

// tenon_ev_order.denied_scope: at which level the rule said no.
enum {
    TENON_SCOPE_GLOBAL = 1,
    TENON_SCOPE_ACCOUNT = 2,
    TENON_SCOPE_STRATEGY = 3,
    TENON_SCOPE_VENUE = 4,
    TENON_SCOPE_INSTRUMENT = 5,
};

// tenon_ev_order.denied_unit: what denied_value and denied_limit are, as mantissas of denied_exp.
enum {
    TENON_UNIT_NONE = 0,
    TENON_UNIT_QUANTITY = 1,
    // In the currency denied_ccy.
    TENON_UNIT_MONEY = 2,
    TENON_UNIT_PRICE = 3,
    // A plain number (denied_exp 0).
    TENON_UNIT_COUNT = 4,
    // Nanoseconds (denied_exp 0).
    TENON_UNIT_TIME_NS = 5,
    // A ratio × 10^9 (denied_exp -9).
    TENON_UNIT_RATIO_E9 = 6,
    // A member of tenon_intent, TENON_MEMBER_… (denied_exp 0).
    TENON_UNIT_MEMBER = 7,
};

// tenon_ev_order.denied_value and denied_limit when denied_unit is MEMBER: members of tenon_intent.
enum {
    TENON_MEMBER_OTYPE = 1,
    TENON_MEMBER_TIF = 2,
    TENON_MEMBER_FLAGS = 3,
    TENON_MEMBER_PX = 4,
    TENON_MEMBER_STOP_PX = 5,
    TENON_MEMBER_DISPLAY_QTY = 6,
    TENON_MEMBER_TRAIL = 7,
    TENON_MEMBER_TRAIL_UNIT = 8,
    TENON_MEMBER_LIMIT_OFFSET = 9,
    TENON_MEMBER_TRIGGER = 10,
    TENON_MEMBER_EXPIRE_NS = 11,
    TENON_MEMBER_CONTINGENCY = 12,
    TENON_MEMBER_LINK = 13,
};

// tenon_ev_order.liquidity of a fill.
enum {
    TENON_LIQUIDITY_NONE = 0,
    TENON_LIQUIDITY_MAKER = 1,
    TENON_LIQUIDITY_TAKER = 2,
    TENON_LIQUIDITY_AUCTION = 3,
};

// ORDER: news of an order of this instance. It holds the whole order as it is now, and in
// last_px, last_qty, fee and exec the execution when change is FILL, BUST or CORRECT (else
// TENON_NONE, and 0 for fee and exec).
typedef struct tenon_ev_order {
    tenon_ev h;
    // The intent that made the order (TENON_OP_NEW), chosen by the plugin; 0: not by this plugin.
    uint64_t intent_id;
    // The host's number of the order, unique and growing.
    uint64_t order;
    // Echoed from the intent.
    uint64_t tag;
    // Echoed from the intent: the group it belongs to.
    uint64_t link;
    // seq of the input that caused this.
    uint64_t cause_seq;
    // By the venue's clock, or TENON_NONE.
    int64_t ts_venue_ns;
    // Limit and stop price; TENON_NONE where the type has none.
    int64_t px;
    int64_t stop_px;
    // Ordered, filled so far, still open. leaves_qty is 0 in a final state.
    int64_t qty;
    int64_t filled_qty;
    int64_t leaves_qty;
    // Money of all fills so far, without fees: Σ price × quantity × multiplier, in the settlement
    // currency of the instrument. Never negative.
    int64_t cum_cost;
    int64_t last_px;
    int64_t last_qty;
    // Money in fee_ccy for this execution: positive is paid, negative is a rebate.
    int64_t fee;
    // The host's number of the execution.
    uint64_t exec;
    uint32_t account;
    // Number of the currency of fee.
    uint32_t fee_ccy;
    uint32_t venue;
    // TENON_REASON_…
    uint32_t reason;
    // Which rule said no: 1 to 30 are R01 to R30, 31 to 35 are S1 to S5; 0: none.
    uint32_t rule;
    uint32_t reserved0;
    // TENON_PENDING … TENON_EMULATED.
    uint16_t status;
    // TENON_CH_…
    uint16_t change;
    // TENON_BUY or TENON_SELL.
    uint8_t side;
    // TENON_MARKET …
    uint8_t otype;
    // TENON_DAY …
    uint8_t tif;
    // TENON_LIQUIDITY_…
    uint8_t liquidity;
    // With reason RISK: what the rule saw, and what it allows at most (or at least: the rule
    // says). CONTRADICTION and EXPIRED tell theirs here, too. TENON_NONE where there is no such
    // number.
    int64_t denied_value;
    int64_t denied_limit;
    // Number of the currency when denied_unit is MONEY, else 0.
    uint32_t denied_ccy;
    // TENON_SCOPE_…; 0: nothing was denied.
    uint16_t denied_scope;
    // Exponent of denied_value and denied_limit.
    int8_t denied_exp;
    // TENON_UNIT_…
    uint8_t denied_unit;
    uint64_t reserved1[5];
} tenon_ev_order;

// tenon_ev_position.scope, tenon_ev_balance.scope.
enum {
    // The instance's own book.
    TENON_BOOK_MINE = 1,
    // The whole account, all books and what is not ours in it.
    TENON_BOOK_ACCOUNT = 2,
};

// tenon_ev_position.cause, tenon_ev_balance.cause: why it is told.
enum {
    // The opening burst.
    TENON_CAUSE_BURST = 1,
    TENON_CAUSE_FILL = 2,
    // A new mark price, nothing else.
    TENON_CAUSE_MARK = 3,
    // A bust, a correction, or what reconciling with the broker found.
    TENON_CAUSE_CORRECTION = 4,
    TENON_CAUSE_FEE = 5,
    TENON_CAUSE_FUNDING = 6,
    // Money or units were moved in or out.
    TENON_CAUSE_TRANSFER = 7,
};

// POSITION: what is held of h.instrument after the change. Money is in the currency ccy.
typedef struct tenon_ev_position {
    tenon_ev h;
    uint32_t account;
    // The instrument's settlement currency.
    uint32_t ccy;
    // Signed: above 0 long, below 0 short.
    int64_t qty;
    // What the open quantity cost, signed as qty, without fees.
    int64_t cost;
    // Average price of the open quantity, rounded to px_exp; cost is the exact one. TENON_NONE
    // when flat.
    int64_t avg_px;
    // Profit of what was closed, without fees.
    int64_t realized;
    // Profit of what is open, at mark_px; TENON_NONE without a mark.
    int64_t unrealized;
    int64_t mark_px;
    // Worst case of the open orders: quantities that may still be bought and sold.
    int64_t open_buy_qty;
    int64_t open_sell_qty;
    // TENON_BOOK_MINE or TENON_BOOK_ACCOUNT.
    uint8_t scope;
    // TENON_CAUSE_…
    uint8_t cause;
    uint8_t reserved0[6];
    uint64_t reserved1[2];
} tenon_ev_position;

// BALANCE: money of an account in the currency ccy after the change. TENON_NONE: not known.
typedef struct tenon_ev_balance {
    tenon_ev h;
    uint32_t account;
    uint32_t ccy;
    // All there is, free to use, and set aside for open orders.
    int64_t total;
    int64_t available;
    int64_t held;
    // Margin asked for to open, and to keep, the positions.
    int64_t margin_init;
    int64_t margin_maint;
    // total plus unrealized profit.
    int64_t equity;
    // TENON_BOOK_MINE or TENON_BOOK_ACCOUNT.
    uint8_t scope;
    // TENON_CAUSE_…
    uint8_t cause;
    uint8_t reserved0[6];
    uint64_t reserved1[4];
} tenon_ev_balance;

// ---- events with bytes: space CONTROL ----

// SIGNAL, WORKER_REPLY, PARAM with text: this head, then nbytes bytes, rounded up to 64 with zero
// bytes. A TENON_TYPE_PARAM is this struct when h.size is 64 plus room for nbytes > 0 and the
// parameter is text; numeric ones are tenon_ev_control.
typedef struct tenon_ev_blob {
    tenon_ev h;
    // What it answers: the id of the request, or of the parameter; 0 for a signal.
    uint64_t id;
    // TENON_OK, or why the bytes are missing.
    int32_t status;
    // Bytes that follow the head, at most 1024 for a signal.
    uint32_t nbytes;
    // Signal: tenon_hash32 of the topic's text (signals.h).
    uint32_t topic;
    // Signal: number of the instance that sent it (tenon_host.instance).
    uint32_t from;
    uint64_t reserved0;
} tenon_ev_blob;

// ---- reference data: space REFERENCE ----

// tenon_ev_currency.kind.
enum {
    TENON_CURRENCY_FIAT = 1,
    TENON_CURRENCY_CRYPTO = 2,
    // A metal or another good that accounts are kept in.
    TENON_CURRENCY_COMMODITY = 3,
};

// CURRENCY: h.instrument is the currency's number, the one used in every member named …ccy.
typedef struct tenon_ev_currency {
    tenon_ev h;
    // "USD", "BTC"; padded with zero bytes.
    char code[16];
    // Money in this currency is a mantissa of this exponent; -18 to 9.
    int8_t exp;
    // TENON_CURRENCY_…; 0: not told.
    uint8_t kind;
    uint8_t reserved0[6];
    uint64_t reserved1;
} tenon_ev_currency;

// tenon_ev_instrument.asset_class.
enum {
    TENON_ASSET_FX = 1,
    TENON_ASSET_EQUITY = 2,
    TENON_ASSET_CRYPTO = 3,
    TENON_ASSET_COMMODITY = 4,
    TENON_ASSET_RATE = 5,
    TENON_ASSET_INDEX = 6,
};

// tenon_ev_instrument.contract.
enum {
    TENON_CONTRACT_SPOT = 1,
    TENON_CONTRACT_FUTURE = 2,
    TENON_CONTRACT_PERPETUAL = 3,
    TENON_CONTRACT_OPTION = 4,
    TENON_CONTRACT_CFD = 5,
};

// tenon_ev_instrument.right, of options.
enum {
    TENON_RIGHT_CALL = 1,
    TENON_RIGHT_PUT = 2,
};

// tenon_ev_instrument.exercise, of options.
enum {
    TENON_EXERCISE_EUROPEAN = 1,
    TENON_EXERCISE_AMERICAN = 2,
};

// tenon_ev_instrument.attrs, bits.
enum {
    TENON_ATTR_NONE = 0,
    // The contract is worth multiplier ÷ price in the base currency, not multiplier × price.
    TENON_ATTR_INVERSE = 1,
    // Settled in a currency that is neither base nor quote, at a fixed rate.
    TENON_ATTR_QUANTO = 2,
    // May be sold short.
    TENON_ATTR_SHORTABLE = 4,
    // Prices may be zero or negative.
    TENON_ATTR_NEGATIVE_PRICES = 8,
    // For reading only, such as an index: orders are denied.
    TENON_ATTR_NOT_TRADABLE = 16,
};

// INSTRUMENT: a definition. It comes before the first event of the instrument, and again with
// def_version + 1 when anything in it changed, before the first event in the new scale. A limit,
// date or margin of TENON_NONE does not exist or is not known. Money is in the exponent of the
// currency named; ratios named _e9 are × 10^9.
typedef struct tenon_ev_instrument {
    // h.instrument: the handle, given by the host.
    tenon_ev h;
    // The same for this instrument in every session and every host, never 0: what plugins
    // persist.
    uint64_t uid;
    // uid of the underlying; 0: none.
    uint64_t underlying_uid;
    // From 1, set by the host. Intents carry the one they were computed with.
    uint32_t def_version;
    uint32_t venue;
    // TENON_ATTR_… bits.
    uint32_t attrs;
    // Number of the trading calendar (tenon_ev_calendar.calendar); 0: always open.
    uint32_t calendar;
    // Exponents of prices, quantities and the multiplier; -18 to 9.
    int8_t px_exp;
    int8_t qty_exp;
    int8_t mult_exp;
    int8_t reserved0;
    // TENON_ASSET_…
    uint8_t asset_class;
    // TENON_CONTRACT_…
    uint8_t contract;
    // TENON_RIGHT_…; 0: no option.
    uint8_t right;
    // TENON_EXERCISE_…; 0: no option.
    uint8_t exercise;
    // Numbers of currencies. base_ccy 0: a share or an index has none.
    uint32_t base_ccy;
    uint32_t quote_ccy;
    // In which profit and loss are booked.
    uint32_t settle_ccy;
    // 0: `tick` holds at every price. No tables are served by this version.
    uint32_t tick_table;
    // Smallest step of a price and of a quantity, above 0, in price and quantity mantissas.
    int64_t tick;
    int64_t lot;
    // Smallest and largest quantity of an order.
    int64_t min_qty;
    int64_t max_qty;
    // Smallest and largest value of an order, in quote_ccy.
    int64_t min_notional;
    int64_t max_notional;
    // Units per contract, a mantissa of mult_exp; 1 with exponent 0 for a share or a currency
    // pair.
    int64_t multiplier;
    // Of an option, in price mantissas.
    int64_t strike;
    int64_t listed_ns;
    int64_t expires_ns;
    int64_t last_trade_ns;
    // Prices outside are not taken today.
    int64_t limit_up;
    int64_t limit_down;
    // Shares of the position's value.
    int64_t margin_init_e9;
    int64_t margin_maint_e9;
    // Shares of the fill's value; a negative fee is a rebate.
    int64_t maker_fee_e9;
    int64_t taker_fee_e9;
    // Sets of what the venue takes: 1 << TENON_LIMIT …, 1 << TENON_GTC …, TENON_ORDER_… bits. 0:
    // not told.
    uint32_t otypes;
    uint32_t tifs;
    uint32_t order_flags;
    // TENON_STREAM_… bits: what its connector can deliver.
    uint32_t streams;
    // Our name, SYMBOL.VENUE, such as "AAPL.XNAS"; padded with zero bytes. Unique.
    char symbol[64];
    // The venue's own name; padded with zero bytes.
    char venue_symbol[64];
    uint64_t reserved1[2];
} tenon_ev_instrument;

// One trading phase of a calendar: [from_ns, to_ns).
typedef struct tenon_span {
    int64_t from_ns;
    int64_t to_ns;
    // TENON_PHASE_…
    uint16_t phase;
    // 0: no flags are defined yet.
    uint16_t flags;
    // The day it counts for, as yyyymmdd: of an overnight session, the day it ends.
    uint32_t trading_day;
    uint64_t reserved0;
} tenon_span;

// CALENDAR: this head, then count records of span_size bytes, each a tenon_span, in order of time
// and without overlap; rounded up to 64 with zero bytes. Time between spans is CLOSED. A later
// event for the same calendar replaces all earlier ones (with parts: once the last part came).
typedef struct tenon_ev_calendar {
    tenon_ev h;
    // Its number, from 1.
    uint32_t calendar;
    // Records in this event.
    uint32_t count;
    // This event is part `part` of `parts`, from 0. A whole calendar: 0 of 1.
    uint16_t part;
    uint16_t parts;
    // Bytes from one record to the next: sizeof(tenon_span) of the writer.
    uint16_t span_size;
    uint16_t reserved0;
    uint64_t reserved1[2];
} tenon_ev_calendar;

// ---- the batch ----

// What on_batch is given: `count` events, `nbytes` bytes from `bytes` on, in order. Memory of the
// host, read-only, valid during the call.
//
// CONSUMED. on_batch sets *consumed to the number of events it took, from the first on. The rest
// comes again. An effect is a call that changes what comes next: submit, timer_set, timer_clear,
// subscribe, unsubscribe, history, emit. A plugin stops after the event at which it called an
// effect, so that the effect belongs to that event and to nothing later: the last consumed event
// is its cause. Taking fewer than count without an effect is allowed; taking 0 of a batch that is
// not empty and returning TENON_OK is a fault. TENON_E_AGAIN means: deliver again after wake().
// What a plugin does must not depend on where batches are cut.
//
// EMPTY. count 0 is legal: the answer to wake(), and for connectors the host's turn-giving call.
//
// TIME. Inside on_batch the time is the event's ts_ns; now_ns() is for other calls.
//
// OPENING BURST. After start and before anything live: CURRENCY, INSTRUMENT, CALENDAR, BALANCE,
// POSITION, ORDER of every open order (UNKNOWN ones too), history flagged TENON_EV_WARMUP, and
// MARKER with TENON_MARK_STARTED. The same again after a restart or a change of generation.
typedef struct tenon_batch {
    uint32_t size;
    // Events in the batch.
    uint32_t count;
    // seq of the first and the last event; 0 when empty.
    uint64_t first_seq;
    uint64_t last_seq;
    // How many events this logical instance consumed before the first of this batch. It has no
    // holes over batches, restarts and changes of generation.
    uint64_t delivery;
    // The lane's time, ns UTC: ts_ns of the last event, or now when empty.
    int64_t now_ns;
    // 0: no flags are defined yet.
    uint32_t flags;
    uint32_t reserved0;
    // The first event; NULL when empty. On a boundary of 64.
    const uint8_t *bytes;
    uint64_t nbytes;
} tenon_batch;

TENON_ASSERT(sizeof(tenon_ev) == 32 && sizeof(tenon_ev_mkt) == 64, "layout");
TENON_ASSERT(sizeof(tenon_ev_control) == 64 && sizeof(tenon_ev_quote) == 128, "layout");
TENON_ASSERT(sizeof(tenon_ev_trade) == 128 && sizeof(tenon_ev_book) == 128, "layout");
TENON_ASSERT(sizeof(tenon_level) == 32 && sizeof(tenon_ev_snapshot) == 128, "layout");
TENON_ASSERT(sizeof(tenon_ev_bar) == 192 && sizeof(tenon_ev_status) == 128, "layout");
TENON_ASSERT(sizeof(tenon_ev_order) == 256 && sizeof(tenon_ev_position) == 128, "layout");
TENON_ASSERT(sizeof(tenon_ev_balance) == 128 && sizeof(tenon_ev_blob) == 64, "layout");
TENON_ASSERT(sizeof(tenon_ev_currency) == 64 && sizeof(tenon_ev_instrument) == 384, "layout");
TENON_ASSERT(sizeof(tenon_span) == 32 && sizeof(tenon_ev_calendar) == 64, "layout");
TENON_ASSERT(sizeof(tenon_batch) == 64, "layout");

#endif
