// SPDX-License-Identifier: 0BSD
//
// tenon.h: the whole plugin interface of Tenon in one file. Made by PluginAPI/CTenon/amalgamate
// from the parts in include/tenon; change those, not this.
#ifndef TENON_H
#define TENON_H

// tenon/base.h: the words every other part uses. Start reading here.
//
// A plugin is a shared library that exports one function, `tenon_entry_0`, and holds one or more
// plugins of four kinds: a strategy trades, a connector brings market data in, a broker takes
// orders out and executions in, a channel takes notifications out. No symbol of the host is
// linked: everything the host gives comes through the tables named `tenon_host…`, everything the
// plugin gives through the tables named by their noun (`tenon_strategy`, `tenon_lifecycle`, …).
// Authors include <tenon.h>, which is all parts in one file; the parts are the same text.
//
// RULES THAT HOLD EVERYWHERE
//
// Threads. The host never runs two calls into one instance at the same time, and each call sees
// what the one before it did; the thread may be another one each time. The host never calls the
// plugin from inside a host function. So a plugin that starts no threads needs no locks and keeps
// nothing in thread-local storage. Each function says in brackets where it runs, then in which
// states it is legal:
//   [ctl]     a control call; may block, up to its budget
//   [lane]    the trading thread; strategies only; must not block, 50 ms is the end
//   [work]    the instance's own thread, for connectors, brokers, channels; may block
//   [any]     from any thread, also from threads of the plugin (connectors, brokers and channels
//             with the permission `threads`)
//   [in-call] a host function, legal only while the host is inside a call to this instance
//
// States. created → configured → activated → running ⇄ paused → draining → configured, and
// faulted from everywhere. tenon_lifecycle (plugin.h) says which call leads where. A host
// function called in a state that is not named at it answers TENON_E_STATE and does nothing.
//
// Memory. Nothing allocated on one side is freed on the other. A pointer argument and everything
// it points to is valid until the call returns, and copied by the callee if it is to be kept. The
// one exception is the `tenon_host` given to create: it stays until destroy returns. Tables,
// descriptors and strings that a plugin hands out are static: valid and unchanged until the
// process ends.
//
// Failure. A call returns TENON_OK or a negative status. A plugin that returns anything but
// TENON_OK or TENON_E_AGAIN calls host->fail() first, with a sentence for a person. A call that
// fails has changed nothing, unless it says otherwise. Exceptions, panics and traps must not
// leave the plugin: one that does is a crash of the instance, in process of the host.
//
// Growth. Every struct begins with its own size in bytes; the writer sets it, the reader reads
// min(size, what it knows) and tests a later member with TENON_HAS. Members are only ever added
// at the end. Members named reservedN are written 0 and not read. A number a reader does not know
// is treated as "something else", never as an error.
//
// Numbers. Prices, quantities and money are int64 mantissas; the value is mantissa × 10^exponent.
// A price has the exponent px_exp and a quantity qty_exp of its instrument's definition; money
// has the exponent of its currency. TENON_NONE means "no value", and an unknown size is
// TENON_NONE, never 0. Times are int64 nanoseconds since the Unix epoch, UTC. Doubles occur in
// parameters only.
//
// Text is UTF-8 with a length, not terminated. Text in char arrays is padded with zero bytes and
// has no terminator when it fills the array.
//
// Extensions. Every one is optional on both sides: get_ext answers NULL for one that is unknown,
// not served, or not granted, and whoever asked does without it or says why it cannot.
//
// NOT SERVED BY THIS VERSION. These extensions have a name and no table yet, and get_ext answers
// NULL for them: tenon.worker/1, tenon.net/1, tenon.adopt/1, tenon.risk/1, tenon.selftest/1,
// tenon.host.spaces/1.
#ifndef TENON_BASE_H
#define TENON_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tenon: little-endian machines only; events are the journal's bytes"
#endif

#ifdef __cplusplus
#define TENON_EXTERN_C extern "C"
#define TENON_ASSERT(c, m) static_assert(c, m)
#else
#define TENON_EXTERN_C extern
#define TENON_ASSERT(c, m) _Static_assert(c, m)
#endif

// Put before the definition of the entry function: C linkage, visible although the plugin is
// built with -fvisibility=hidden.
#define TENON_EXPORT TENON_EXTERN_C __attribute__((visibility("default"), used))

// True when the struct behind p, of type T, was built with the member f: T.size reaches past it.
// A function slot may still be NULL: test that as well.
#define TENON_HAS(p, T, f) ((p)->size >= (uint32_t)(offsetof(T, f) + sizeof((p)->f)))

// The name under which Swift sees a function.
#ifdef __swift__
#define TENON_SWIFT_NAME(n) __attribute__((swift_name(n)))
#else
#define TENON_SWIFT_NAME(n)
#endif

// Define TENON_TARGET_MINOR before the include to compile against the tables of that minor
// version, so that a plugin runs on every host from that minor on. This header is minor 0, the
// first: no table is cut yet.
#ifndef TENON_TARGET_MINOR
#define TENON_TARGET_MINOR 0
#endif
#if TENON_TARGET_MINOR > 0
#error "tenon: TENON_TARGET_MINOR is newer than this header"
#endif

// The version of the interface. The major is also in the entry's name (tenon_entry_0).
enum {
    TENON_ABI_MAJOR = 0,
    TENON_ABI_MINOR = 0,
};

// The answer of a call: TENON_OK or one of the negative numbers below.
typedef int32_t tenon_status;
// The values of tenon_status. The list only grows.
enum {
    // Done.
    TENON_OK = 0,
    // Not now: full, or not finished. Nothing happened; ask again when called the next time.
    TENON_E_AGAIN = -1,
    // An argument is wrong: shape, range, unknown id, bad text.
    TENON_E_INVALID = -2,
    // Not legal in the state the instance is in.
    TENON_E_STATE = -3,
    // Not provided by this host or plugin.
    TENON_E_NOSYS = -4,
    // Not granted, or killed by the operator.
    TENON_E_PERMISSION = -5,
    // Over a limit: too many, too large, too often, or past the reach of the number.
    TENON_E_LIMIT = -6,
    // Known already, with the same content.
    TENON_E_DUPLICATE = -7,
    // Made from something outdated: an old instrument definition, an old epoch.
    TENON_E_STALE = -8,
    // The given memory cannot hold the answer.
    TENON_E_TOOSMALL = -9,
    // Versions do not fit.
    TENON_E_VERSION = -10,
    // A file, a socket or a device failed.
    TENON_E_IO = -11,
    // The instance is unusable: only destroy follows.
    TENON_E_FAULT = -100,
    // Every instance of the library is unusable.
    TENON_E_FATAL = -101,
};

// What a plugin is: tenon_descriptor.kind, tenon_instance.kind.
enum {
    TENON_KIND_STRATEGY = 1,
    TENON_KIND_CONNECTOR = 2,
    TENON_KIND_BROKER = 3,
    TENON_KIND_CHANNEL = 4,
};

// Severity of tenon_host.log and tenon_message.severity. An unknown one counts as INFO.
enum {
    TENON_LOG_TRACE = 1,
    TENON_LOG_DEBUG = 2,
    TENON_LOG_INFO = 3,
    TENON_LOG_NOTICE = 4,
    TENON_LOG_WARNING = 5,
    TENON_LOG_ERROR = 6,
    TENON_LOG_CRITICAL = 7,
};

// "No value", for every price, quantity, amount of money and time.
static const int64_t TENON_NONE = -9223372036854775807LL - 1;

// Text: UTF-8, len bytes, not terminated. ptr may be NULL when len is 0. As an argument it is
// valid for the call; in a descriptor it is static.
typedef struct tenon_str {
    const char *ptr;
    uint64_t len;
} tenon_str;

// Where a plugin writes output of any length. The host owns it; valid for the call it came with.
typedef struct tenon_sink {
    uint32_t size;
    uint32_t reserved0;
    // The host's own; passed back to write.
    void *ctx;
    // Appends n bytes from p, all or none; p is read during the call. A failure is final for this
    // sink: return the status to the caller. n may be 0.
    // [in-call, the call it came with]
    tenon_status (*write)(void *ctx, const void *p, uint64_t n);
} tenon_sink;

// Where a plugin reads input of any length. The host owns it; valid for the call it came with.
typedef struct tenon_source {
    uint32_t size;
    uint32_t reserved0;
    // The host's own; passed back to read.
    void *ctx;
    // Copies up to cap bytes to p and returns how many: fewer than cap is no sign of the end (one
    // byte at a time is legal), 0 is the end, a negative value a tenon_status; cap > 0.
    // [in-call, the call it came with]
    int64_t (*read)(void *ctx, void *p, uint64_t cap);
} tenon_source;

TENON_ASSERT(sizeof(void *) == 8, "tenon: LP64 only");
TENON_ASSERT(sizeof(tenon_str) == 16 && sizeof(tenon_sink) == 24, "layout");
TENON_ASSERT(sizeof(tenon_source) == 24, "layout");

#endif

// tenon/events.h: everything that is delivered, and the batch it is delivered in.
//
// Events are flat: no pointers, their own size first, explicit padding. They are the host's
// records and the journal's bytes as well. `size` is a multiple of 64 in the four spaces below
// and of 8 in a vendor's; the first event of a batch begins at an address divisible by 64. Read
// events by stepping `size` bytes, pass over a space or type you do not know, and never read past
// `size`.
#ifndef TENON_EVENTS_H
#define TENON_EVENTS_H


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

// tenon/host.h: the host's table, the only thing of the host a plugin may keep.
#ifndef TENON_HOST_H
#define TENON_HOST_H


// What the host gives an instance at create; valid until destroy returns. Live trading, a
// backtest, a replay and a shadow run look the same through it, on purpose. Every slot is filled.
typedef struct tenon_host tenon_host;
struct tenon_host {
    uint32_t size;
    // The minor version of the interface that the host serves.
    uint32_t abi_minor;
    // The host's own; not for the plugin.
    void *ctx;
    // Number of this instance, the same for all its generations.
    uint64_t instance;

    // The host's extension `id`, such as "tenon.host.orders/1" (zero-terminated), as a pointer to
    // its table, valid as long as the host table; or NULL: unknown, not served, or not granted to
    // this instance. Ask once, in activate, and keep the pointer.
    // [any, created and later]
    const void *(*get_ext)(const tenon_host *host, const char *id);

    // Says why the call that is running will not return TENON_OK: one sentence for a person, with
    // what to do about it. Copied before it returns; the last one of a call counts. Mandatory
    // before every status but TENON_OK and TENON_E_AGAIN.
    // [in-call, every state, create included]
    void (*fail)(const tenon_host *host, tenon_status code, tenon_str why);

    // Writes a line to the host's log, severity TENON_LOG_…. Copied before it returns; never
    // blocks; limited in rate, and what was left out is counted. No secrets.
    // [any, every state, create included]
    void (*log)(const tenon_host *host, int32_t severity, tenon_str msg);

    // The lane's time, ns UTC: of the last event that was delivered, or of the control call that
    // runs. In on_batch use ts_ns of the event instead: now_ns is the time of the whole batch.
    // [in-call, configured and later]
    int64_t (*now_ns)(const tenon_host *host);

    // The next number of this instance's own random stream, all 64 bits even. The stream is
    // seeded by the run and its position is part of the saved state, so a replay draws the same.
    // [in-call, configured and later]
    uint64_t (*random_u64)(const tenon_host *host);

    // An effect. Asks for a TIMER event with this id at at_ns (lane time, ns UTC); one that was
    // set with the same id is replaced. A time that is not after now fires with the next input.
    // TENON_E_INVALID: at_ns is TENON_NONE. TENON_E_LIMIT: too many timers are set.
    // [in-call, activated|running|draining, start included]
    tenon_status (*timer_set)(const tenon_host *host, uint64_t id, int64_t at_ns);

    // An effect. Clears the timer; TENON_E_INVALID when none with this id is set. Its event does
    // not come any more.
    // [in-call, activated|running|draining, start included]
    tenon_status (*timer_clear)(const tenon_host *host, uint64_t id);

    // Asks the host to call on_batch soon, with an empty batch if there is nothing to deliver.
    // Wakes before the next call are one. Never blocks.
    // [any, running|draining]
    void (*wake)(const tenon_host *host);
};

TENON_ASSERT(sizeof(tenon_host) == 88, "layout");

#endif

// tenon/ext/orders.h: "tenon.host.orders/1", how a strategy says what it wants.
//
// An intent is no order yet. submit checks its shape and what the instance may do; then the risk
// gate judges it, and everything from there on comes back as ORDER events: PENDING, then DENIED,
// HELD or EMULATED, or SENT and what the venue makes of it.
#ifndef TENON_EXT_ORDERS_H
#define TENON_EXT_ORDERS_H


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

// tenon/ext/subscribe.h: "tenon.host.subscribe/1", what an instance wants to see.
#ifndef TENON_EXT_SUBSCRIBE_H
#define TENON_EXT_SUBSCRIBE_H


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

// tenon/ext/portfolio.h: "tenon.host.portfolio/1", what the instance holds.
//
// The answers are as of the last event that was delivered, not of the lane. They hold what the
// events told already; a strategy that keeps its own count needs none of them.
#ifndef TENON_EXT_PORTFOLIO_H
#define TENON_EXT_PORTFOLIO_H


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

// tenon/ext/signals.h: "tenon.host.signals/1", custom events from one instance to others and to
// the notification routes.
//
// A signal is derived from the event at which it was emitted: it is sequenced with it, and every
// instance that listens gets it in the next round of the same step, as tenon_ev_blob.
#ifndef TENON_EXT_SIGNALS_H
#define TENON_EXT_SIGNALS_H


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

// tenon/ext/registry.h: "tenon.host.registry/1", how a connector defines what it delivers.
#ifndef TENON_EXT_REGISTRY_H
#define TENON_EXT_REGISTRY_H


#define TENON_EXT_HOST_REGISTRY "tenon.host.registry/1"

// "tenon.host.registry/1", for connectors and brokers.
typedef struct tenon_host_registry {
    uint32_t size;
    uint32_t reserved0;

    // Defines an instrument and sets *handle, which is the caller's. Of def->h only size is read;
    // def_version is the host's. The same uid gives the same handle: with the same content
    // nothing happens, with other content it is the next def_version, told to all who subscribed
    // before the next event. Define before the first event of the instrument. TENON_E_INVALID:
    // exponents, tick or lot out of range, an unknown currency, uid 0, or a symbol that another
    // uid has.
    // [any, activated|running|draining, activate and start included]
    tenon_status (*define)(const tenon_host *host, const tenon_ev_instrument *def,
                           uint32_t *handle);

    // The number of the currency with this code ("USD"), made when it is new, and set to *ccy,
    // which is the caller's. exp: the exponent in which this instance writes money of the
    // currency into definitions (min_notional, max_notional), -18 to 9. Accounts may be kept
    // finer: every event that is delivered has the exponent told by tenon_ev_currency, and the
    // host rescales what a definition says. TENON_E_INVALID: exp out of range, or a code that is
    // empty or longer than 16 bytes.
    // [any, activated|running|draining, activate and start included]
    tenon_status (*currency)(const tenon_host *host, tenon_str code, int8_t exp, uint32_t *ccy);
} tenon_host_registry;

// A uid for an instrument whose venue has no numeric id of its own: FNV-1a of the symbol, 64
// bits, never 0.
// [any, every state]
static inline uint64_t tenon_uid(tenon_str symbol) {
    uint64_t hash = 14695981039346656037ULL;
    for (uint64_t i = 0; i < symbol.len; i++) {
        hash = (hash ^ (uint8_t)symbol.ptr[i]) * 1099511628211ULL;
    }
    return hash == 0 ? 1 : hash;
}

TENON_ASSERT(sizeof(tenon_host_registry) == 24, "layout");

#endif

// tenon/ext/gate.h: "tenon.host.gate/1", the last hop before bytes leave. Brokers must use it.
#ifndef TENON_EXT_GATE_H
#define TENON_EXT_GATE_H


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

// tenon/ext/state.h: "tenon.state/1", what an instance carries over a restart or to its next
// version.
//
// The host frames it: plugin, schema, place in the sequence, timers, subscriptions, parameters,
// place in the random stream, open orders, checksum. What is left for the plugin is its own
// memory. The bytes are the same for the same state; no handles (keep uid), no pointers, no
// secrets.
#ifndef TENON_EXT_STATE_H
#define TENON_EXT_STATE_H


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

// tenon/ext/params.h: "tenon.params/1", values that may be changed without a new configuration.
//
// While an instance runs, a new value comes only as a PARAM event, so that a replay has it at the
// same place; `set` is for the states before. Reading back gives exactly what was set.
#ifndef TENON_EXT_PARAMS_H
#define TENON_EXT_PARAMS_H


#define TENON_EXT_PARAMS "tenon.params/1"

// tenon_param_value.type, tenon_param_info.type.
enum {
    TENON_PARAM_I64 = 1,
    TENON_PARAM_F64 = 2,
    // i64 is 0 or 1.
    TENON_PARAM_BOOL = 3,
    // i64 is the index of the choice.
    TENON_PARAM_ENUM = 4,
    // i64 × 10^exp, exact.
    TENON_PARAM_FIXED = 5,
};

// tenon_param_info.flags, bits. Neither RUNTIME nor RESTART: set before start only.
enum {
    // May be changed while running, by a PARAM event.
    TENON_PARAM_RUNTIME = 1,
    // A change takes effect at the next start; while running it is refused.
    TENON_PARAM_RESTART = 2,
    // Shown, never set.
    TENON_PARAM_READONLY = 4,
    // Not shown to people.
    TENON_PARAM_HIDDEN = 8,
    // A person must confirm a change.
    TENON_PARAM_CONFIRM = 16,
};

// One value.
typedef struct tenon_param_value {
    uint32_t size;
    // TENON_PARAM_I64 … FIXED.
    uint16_t type;
    // FIXED: the exponent of i64; else 0.
    int8_t exp;
    uint8_t reserved0;
    // Every type but F64; else 0.
    int64_t i64;
    // F64, finite; else 0.
    double f64;
} tenon_param_value;

// What a parameter is. Text is static.
typedef struct tenon_param_info {
    uint32_t size;
    // Stable over versions and instances; above 0.
    uint32_t id;
    // TENON_PARAM_RUNTIME … CONFIRM.
    uint32_t flags;
    // TENON_PARAM_I64 … FIXED.
    uint16_t type;
    // FIXED: the exponent of all its values; else 0.
    int8_t exp;
    uint8_t reserved0;
    // The name in configuration and commands: lower case, digits, underscores.
    tenon_str name;
    // For people.
    tenon_str title;
    // Parameters with the same group are shown together; may be empty.
    tenon_str group;
    // "bps", "ms", "USD"; may be empty.
    tenon_str unit;
    // ENUM: the choices, one a line, the first is index 0.
    tenon_str choices;
    // Smallest and largest value, both allowed, and the step between values (0: any).
    tenon_param_value min;
    tenon_param_value max;
    tenon_param_value step;
    // The value without configuration.
    tenon_param_value initial;
} tenon_param_info;

// "tenon.params/1", from tenon_lifecycle.get_ext. Every slot is filled.
typedef struct tenon_params {
    uint32_t size;
    uint32_t reserved0;

    // How many parameters there are; the same at every call.
    // [ctl, created and later]
    uint32_t (*count)(void *impl);

    // Describes parameter `index`, below count, in the order to show them. *out is the host's,
    // its size is set to the room there is. TENON_E_INVALID: no such index.
    // [ctl, created and later]
    tenon_status (*info)(void *impl, uint32_t index, tenon_param_info *out);

    // The value in force, to *out, which is the host's. TENON_E_INVALID: no such id.
    // [ctl, configured|activated|running|paused|draining; between batches]
    tenon_status (*get)(void *impl, uint32_t id, tenon_param_value *out);

    // Sets a value. TENON_E_INVALID: no such id, another type, or out of range; nothing is
    // clamped. TENON_E_PERMISSION: READONLY. TENON_E_STATE: running; there a PARAM event does it.
    // [ctl, configured|activated|paused]
    tenon_status (*set)(void *impl, uint32_t id, const tenon_param_value *value);

    // Writes the value as text for people, without its unit, such that from_text gives it back.
    // [ctl, created and later; between batches]
    tenon_status (*to_text)(void *impl, uint32_t id, const tenon_param_value *value,
                            const tenon_sink *out);

    // Reads text to *out, which is the host's. TENON_E_INVALID: no such id, no such value.
    // [ctl, created and later; between batches]
    tenon_status (*from_text)(void *impl, uint32_t id, tenon_str text, tenon_param_value *out);
} tenon_params;

TENON_ASSERT(sizeof(tenon_param_value) == 24 && sizeof(tenon_param_info) == 192, "layout");
TENON_ASSERT(sizeof(tenon_params) == 56, "layout");

#endif

// tenon/plugin.h: what every plugin gives: the entry, the factory, the descriptor, the lifecycle.
//
// The way in: the host calls tenon_entry_0, asks the entry for "tenon.factory/1", lists the
// descriptors, and calls create once for each configured instance. Entry, count and describe do
// no I/O, start no threads and take less than 5 ms together; they may be called again, and at
// once from several threads. There is no function for loading or unloading a library: code is
// never unloaded, and an instance is all that begins and ends.
#ifndef TENON_PLUGIN_H
#define TENON_PLUGIN_H


// What a plugin is: read before an instance exists, and shown to people. All text is static. A
// member of length 0 is "none".
typedef struct tenon_descriptor {
    uint32_t size;
    // TENON_KIND_…
    uint32_t kind;
    // Reverse DNS, "com.acme.ema"; the same in every version.
    tenon_str id;
    // For people.
    tenon_str name;
    // Semantic version, "1.4.0".
    tenon_str version;
    // 0: no flags are defined yet.
    uint32_t flags;
    uint32_t reserved0;
    tenon_str vendor;
    // One sentence.
    tenon_str summary;
    // SPDX expression.
    tenon_str licence;
    // Only shown.
    tenon_str language;
    // JSON Schema 2020-12 of what configure takes, without remote references, with the
    // annotations x-tenon-unit, x-tenon-scale, x-tenon-secret, x-tenon-runtime. None: takes no
    // configuration.
    tenon_str config_schema;
    // What it asks to be allowed, JSON: instruments, orders, network, files, secrets, threads,
    // budget, clock. None: asks for nothing. What is granted is this and the operator's policy.
    tenon_str permissions;
    // Schema of the state that save writes, from 1; 0: has no state.
    uint32_t state_writes;
    // The oldest schema that load reads.
    uint32_t state_reads_min;
    // Ids of the extensions it offers or needs, one a line; for people.
    tenon_str extensions;
    // What is new in this version; for people.
    tenon_str changes;
} tenon_descriptor;

// The life of one instance. Every slot is filled. A failing call leaves the state as it was, but
// for TENON_E_FAULT and TENON_E_FATAL: then only destroy follows.
typedef struct tenon_lifecycle {
    uint32_t size;
    uint32_t reserved0;

    // Takes the configuration: JSON text that fits config_schema; check it all the same. All or
    // nothing: after a failure the one before holds. Checks only: opens nothing, starts nothing.
    // TENON_E_INVALID: refused; host->fail tells which key, and why.
    // [ctl, created|configured → configured]
    tenon_status (*configure)(void *impl, tenon_str config_json);

    // Allocates what running needs, asks for extensions, defines and resolves instruments,
    // subscribes. After a failure nothing may be left behind.
    // [ctl, configured → activated]
    tenon_status (*activate)(void *impl);

    // Begins: on_batch may follow at once, with the opening burst first (tenon_batch). No event
    // with seq below first_seq will come. A connector has put something on every stream it will
    // use before it returns (tenon_host_publish).
    // [ctl, activated → running]
    tenon_status (*start)(void *impl, uint64_t first_seq);

    // Asks to come to rest before deadline_ns (lane time): new orders are refused from now on,
    // cancels and reducing orders are not. TENON_E_AGAIN: not yet; the host goes on delivering
    // and asks again. TENON_OK: quiet, nothing is outstanding.
    // [ctl, running → draining; draining]
    tenon_status (*drain)(void *impl, int64_t deadline_ns);

    // Ends activity: on return no thread, file, socket, timer or subscription of the instance is
    // left, and no host function is called any more but fail and log. Cannot fail.
    // [ctl, activated|running|paused|draining → configured]
    void (*deactivate)(void *impl);

    // Frees impl. No call of any kind follows, in either direction. Cannot fail.
    // [ctl, every state, faulted included]
    void (*destroy)(void *impl);

    // The instance's extension `id`, such as "tenon.state/1" (zero-terminated): a static table,
    // the same at every call, or NULL. Functions of the table take this impl.
    // [any, created and later]
    const void *(*get_ext)(void *impl, const char *id);
} tenon_lifecycle;

// What create fills: one instance.
typedef struct tenon_instance {
    // Set by the host before create to what it has room for; create writes no member past it.
    uint32_t size;
    // TENON_KIND_…, as in the descriptor.
    uint32_t kind;
    // The plugin's own; passed back to every function. Never NULL.
    void *impl;
    // Static.
    const tenon_lifecycle *life;
    // By kind: tenon_strategy, tenon_connector, tenon_broker or tenon_channel. Static.
    const void *table;
} tenon_instance;

// "tenon.factory/1": what tenon_entry.get_factory returns. Static.
#define TENON_EXT_FACTORY "tenon.factory/1"
typedef struct tenon_factory {
    uint32_t size;
    uint32_t reserved0;

    // How many plugins the library holds; the same at every call.
    // [ctl, loaded]
    uint32_t (*count)(void);

    // The descriptor of plugin i, below count; static. NULL for any other i.
    // [ctl, loaded]
    const tenon_descriptor *(*describe)(uint32_t i);

    // Makes an instance of the plugin with this id (zero-terminated) and fills *out, which is the
    // host's and is read once after return; its size is set on the way in. `host` may be kept
    // until destroy. TENON_E_INVALID: unknown id. After a failure *out is not read and nothing is
    // left.
    // [ctl, loaded → created]
    tenon_status (*create)(const char *id, const tenon_host *host, tenon_instance *out);
} tenon_factory;

// What the host tells about itself; valid for the call.
typedef struct tenon_host_info {
    uint32_t size;
    uint32_t abi_major;
    uint32_t abi_minor;
    // 0: no flags are defined yet.
    uint32_t flags;
    tenon_str name;
    tenon_str version;
} tenon_host_info;

// What the library tells about itself. Static.
typedef struct tenon_entry {
    uint32_t size;
    // TENON_ABI_MAJOR it was built with.
    uint32_t abi_major;
    // TENON_ABI_MINOR it was built with; for people.
    uint32_t abi_minor_built;
    // The lowest minor of a host it runs on: the host goes on when its own is not below.
    uint32_t abi_minor_needed;

    // The factory of this id (zero-terminated): "tenon.factory/1" gives a tenon_factory. Static,
    // the same at every call. NULL: unknown id.
    // [ctl, loaded]
    const void *(*get_factory)(const char *id);
} tenon_entry;

// The ONE symbol a plugin exports; write TENON_EXPORT before its definition. Sets *out to a
// static entry. A failing status (TENON_E_VERSION: this host is too old) leaves *out alone; there
// is no host->fail yet. Swift: @c(tenon_entry_0) @implementation public func entry(…).
// [ctl, loaded]
TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out)
    TENON_SWIFT_NAME("entry(_:_:)");

TENON_ASSERT(sizeof(tenon_descriptor) == 200 && sizeof(tenon_lifecycle) == 64, "layout");
TENON_ASSERT(sizeof(tenon_instance) == 32 && sizeof(tenon_factory) == 32, "layout");
TENON_ASSERT(sizeof(tenon_host_info) == 48 && sizeof(tenon_entry) == 24, "layout");

#endif

// tenon/strategy.h: the table of a strategy.
//
// A strategy's only inputs are its events and the host's table: no clock, no randomness, no
// environment, no files, sockets or threads of its own, so that a replay of the same events makes
// the same intents. What it wants it submits (ext/orders.h); what becomes of that comes back as
// ORDER events.
#ifndef TENON_STRATEGY_H
#define TENON_STRATEGY_H


// Every slot is filled.
typedef struct tenon_strategy {
    uint32_t size;
    uint32_t reserved0;

    // Delivers the next events of this instance. The batch lives only during this call; copy what
    // you keep. Prices and quantities are mantissas of the instrument's exponents; times are ns
    // since the Unix epoch, UTC. Sets *consumed to the events taken; stop after the one at which
    // you submitted (tenon_batch: CONSUMED). *consumed is 0 on the way in. A non-OK return needs
    // host->fail() first. TENON_E_AGAIN: deliver the rest after a wake.
    // [lane, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);
} tenon_strategy;

TENON_ASSERT(sizeof(tenon_strategy) == 16, "layout");

#endif

// tenon/connector.h: the table of a data connector.
//
// A connector defines instruments (ext/registry.h) and publishes market and reference events
// (ext/publish.h). Its order of work: activate opens the source and defines; start puts something
// on every stream it will use, at least a WATERMARK; from then on each on_batch is its turn to
// publish.
#ifndef TENON_CONNECTOR_H
#define TENON_CONNECTOR_H


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

// tenon/broker.h: the table of a broker, what it is sent and what it reports.
//
// A broker turns commands into a venue's messages and the venue's answers into EXEC events. It
// holds no truth: the host owns orders, limits and positions. Immediately before the bytes of a
// command leave, it asks tenon_host_gate.permit, and immediately after tells
// tenon_host_gate.written. It publishes EXEC, and POSITION and BALANCE with scope
// TENON_BOOK_ACCOUNT.
#ifndef TENON_BROKER_H
#define TENON_BROKER_H


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

// tenon/channel.h: the table of a notification channel.
#ifndef TENON_CHANNEL_H
#define TENON_CHANNEL_H


// One notification. Valid for the call.
typedef struct tenon_message {
    uint32_t size;
    // TENON_LOG_…
    uint32_t severity;
    // The host's number; goes back in RESULT.
    uint64_t id;
    // When it arose, and until when delivering it makes sense; ns UTC.
    int64_t ts_ns;
    int64_t deadline_ns;
    // Plain text, one line.
    tenon_str title;
    // Plain text, any number of lines; may be empty.
    tenon_str body;
    // The same as data, a JSON object; may be empty.
    tenon_str data_json;
    // Messages with the same key are the same news: one that was delivered need not be again.
    tenon_str dedupe_key;
} tenon_message;

// Every slot is filled.
typedef struct tenon_channel {
    uint32_t size;
    uint32_t reserved0;

    // The channel's turn: deliver what was put off, publish results. Returns and *consumed as for
    // a connector.
    // [work, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);

    // Delivers a message: at once, or by putting it off to on_batch, or blocking up to
    // deadline_ns. In each case exactly one RESULT event with the message's id is published
    // (status TENON_OK, or why not). Returns TENON_OK: taken, a RESULT follows. TENON_E_AGAIN:
    // full, the host keeps it and tries again. TENON_E_DUPLICATE: the key was delivered already,
    // no RESULT follows.
    // [work, running|draining; never re-entered]
    tenon_status (*deliver)(void *impl, const tenon_message *message);
} tenon_channel;

TENON_ASSERT(sizeof(tenon_message) == 96 && sizeof(tenon_channel) == 24, "layout");

#endif

// tenon/numbers.h: exact arithmetic with mantissas, and reading batches, for C and C++.
//
// A price times a quantity needs 128 bits. These functions compute there and report what does not
// fit instead of wrapping round. Inline: a plugin links nothing. Swift has its own in TenonKit.
#ifndef TENON_NUMBERS_H
#define TENON_NUMBERS_H


// What to do with digits that the wanted exponent has no room for.
enum {
    // Report TENON_E_INVALID.
    TENON_ROUND_EXACT = 0,
    // To the nearest; a half to the even neighbour.
    TENON_ROUND_HALF_EVEN = 1,
    // Towards zero.
    TENON_ROUND_DOWN = 2,
    // Away from zero.
    TENON_ROUND_UP = 3,
    // Towards minus infinity.
    TENON_ROUND_FLOOR = 4,
    // Towards plus infinity.
    TENON_ROUND_CEILING = 5,
};

#ifndef __swift__

// A text of the program, such as a literal, as a tenon_str over the same bytes.
// [any, every state]
static inline tenon_str tenon_text(const char *zero_terminated) {
    tenon_str text = {zero_terminated, 0};
    while (zero_terminated[text.len] != 0) {
        text.len++;
    }
    return text;
}

// The first event of a batch; NULL when it is empty.
// [any, every state]
static inline const tenon_ev *tenon_first(const tenon_batch *batch) {
    return batch->nbytes == 0 ? (const tenon_ev *)0 : (const tenon_ev *)(const void *)batch->bytes;
}

// The event after `event` in the batch; NULL after the last.
// [any, every state]
static inline const tenon_ev *tenon_next(const tenon_batch *batch, const tenon_ev *event) {
    const uint8_t *next = (const uint8_t *)event + event->size;
    return next >= batch->bytes + batch->nbytes ? (const tenon_ev *)0
                                                : (const tenon_ev *)(const void *)next;
}

typedef unsigned int tenon_u128_ __attribute__((mode(TI)));

// Not for use outside this file: magnitude × 10^shift with a sign, rounded, as int64.
// [any, every state]
static inline tenon_status tenon_fit_(int negative, tenon_u128_ magnitude, int32_t shift,
                                      int32_t rounding, int64_t *out) {
    const tenon_u128_ largest = ((tenon_u128_)1 << 63) - 1;
    for (; shift > 0 && magnitude != 0; shift--) {
        if (magnitude > largest / 10) {
            return TENON_E_LIMIT;
        }
        magnitude *= 10;
    }
    if (shift < 0) {
        // rest tells how what falls off compares with a half: 0 none, 1 below, 2 equal, 3 above.
        int rest = 0;
        for (; shift < 0 && (magnitude != 0 || rest != 0); shift++) {
            int digit = (int)(magnitude % 10);
            magnitude /= 10;
            if (digit == 0) {
                rest = rest == 0 ? 0 : 1;
            } else if (digit == 5) {
                rest = rest == 0 ? 2 : 3;
            } else {
                rest = digit < 5 ? 1 : 3;
            }
            if (magnitude == 0 && shift < -1) {
                rest = rest == 0 ? 0 : 1;
                break;
            }
        }
        uint64_t up = 0;
        switch (rest == 0 ? TENON_ROUND_DOWN : rounding) {
        case TENON_ROUND_DOWN:
            break;
        case TENON_ROUND_HALF_EVEN:
            up = rest == 3 || (rest == 2 && (magnitude & 1) != 0) ? 1 : 0;
            break;
        case TENON_ROUND_UP:
            up = 1;
            break;
        case TENON_ROUND_FLOOR:
            up = negative ? 1 : 0;
            break;
        case TENON_ROUND_CEILING:
            up = negative ? 0 : 1;
            break;
        default:
            return TENON_E_INVALID;
        }
        magnitude += up;
    }
    // -2^63 is TENON_NONE, so it is no number either.
    if (magnitude > largest) {
        return TENON_E_LIMIT;
    }
    *out = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return TENON_OK;
}

// Not for use outside this file: the size of a number without its sign.
// [any, every state]
static inline uint64_t tenon_size_(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

// The same number as a mantissa of another exponent: value × 10^(from_exp - to_exp), to *out.
// TENON_E_LIMIT: does not fit 64 bits. TENON_E_INVALID: value is TENON_NONE, an unknown rounding,
// or digits would be lost and rounding is TENON_ROUND_EXACT. *out is then as before.
// [any, every state]
static inline tenon_status tenon_rescale(int64_t value, int32_t from_exp, int32_t to_exp,
                                         int32_t rounding, int64_t *out) {
    if (value == TENON_NONE) {
        return TENON_E_INVALID;
    }
    return tenon_fit_(value < 0, tenon_size_(value), from_exp - to_exp, rounding, out);
}

// a × b, of exponents a_exp and b_exp, as a mantissa of out_exp, to *out; computed in 128 bits.
// Answers as tenon_rescale.
// [any, every state]
static inline tenon_status tenon_product(int64_t a, int32_t a_exp, int64_t b, int32_t b_exp,
                                         int32_t out_exp, int32_t rounding, int64_t *out) {
    if (a == TENON_NONE || b == TENON_NONE) {
        return TENON_E_INVALID;
    }
    return tenon_fit_((a < 0) != (b < 0), (tenon_u128_)tenon_size_(a) * tenon_size_(b),
                      a_exp + b_exp - out_exp, rounding, out);
}

// What qty of an instrument is worth at px: price × quantity × multiplier, as money of exponent
// ccy_exp, to *out. Not for TENON_ATTR_INVERSE: TENON_E_INVALID. TENON_E_LIMIT also when the
// product before rounding goes past 128 bits. Otherwise answers as tenon_rescale.
// [any, every state]
static inline tenon_status tenon_notional(const tenon_ev_instrument *def, int64_t px, int64_t qty,
                                          int32_t ccy_exp, int32_t rounding, int64_t *out) {
    if (px == TENON_NONE || qty == TENON_NONE || def->multiplier <= 0 ||
        (def->attrs & TENON_ATTR_INVERSE) != 0) {
        return TENON_E_INVALID;
    }
    const uint64_t by = (uint64_t)def->multiplier;
    const tenon_u128_ product = (tenon_u128_)tenon_size_(px) * tenon_size_(qty);
    if (product > ~(tenon_u128_)0 / by) {
        return TENON_E_LIMIT;
    }
    return tenon_fit_((px < 0) != (qty < 0), product * by,
                      def->px_exp + def->qty_exp + def->mult_exp - ccy_exp, rounding, out);
}

// The nearest double, for indicators and charts, never for money. TENON_NONE is no number: test
// before.
// [any, every state]
static inline double tenon_to_double(int64_t mantissa, int32_t exp) {
    double scale = 1;
    for (int32_t i = exp < 0 ? -exp : exp; i > 0; i--) {
        scale *= 10;
    }
    return exp < 0 ? (double)mantissa / scale : (double)mantissa * scale;
}

// A computed price or quantity as a mantissa of exponent exp, to *out: a multiple of `step`, the
// tick or the lot, that is next to it as rounding says. The only way from a double into an order.
// TENON_E_INVALID: NaN, infinity, a step below 1, an unknown rounding, or the number is no such
// multiple and rounding is TENON_ROUND_EXACT. TENON_E_LIMIT: 2^62 or beyond. *out is then as
// before.
// [any, every state]
static inline tenon_status tenon_from_double(double value, int32_t exp, int64_t step,
                                             int32_t rounding, int64_t *out) {
    const double reach = 4611686018427387904.0;
    double scale = 1;
    for (int32_t i = exp < 0 ? -exp : exp; i > 0; i--) {
        scale *= 10;
    }
    const double scaled = exp < 0 ? value * scale : value / scale;
    if (value - value != 0 || step < 1) {
        return TENON_E_INVALID;
    }
    if (!(scaled < reach && scaled > -reach)) {
        return TENON_E_LIMIT;
    }
    // Counted from zero: whole units, the part of one, what is left over of a step, and how much
    // that lacks to a half of it, twice.
    const double length = scaled < 0 ? -scaled : scaled;
    const int64_t size = (int64_t)length;
    const double part = length - (double)size;
    const int64_t left = size % step;
    const double lacks = (double)(step - 2 * left) - 2 * part;
    int64_t up = 0;
    if (left != 0 || part != 0) {
        switch (rounding) {
        case TENON_ROUND_DOWN:
            break;
        case TENON_ROUND_HALF_EVEN:
            up = lacks < 0 || (lacks == 0 && (size / step & 1) != 0);
            break;
        case TENON_ROUND_UP:
            up = 1;
            break;
        case TENON_ROUND_FLOOR:
            up = scaled < 0;
            break;
        case TENON_ROUND_CEILING:
            up = scaled > 0;
            break;
        default:
            return TENON_E_INVALID;
        }
    }
    const int64_t last = ((int64_t)1 << 62) - 1, low = size - left;
    if (up && step > last - low) {
        return TENON_E_LIMIT;
    }
    *out = scaled < 0 ? -(low + up * step) : low + up * step;
    return TENON_OK;
}

#endif

#endif

#endif
