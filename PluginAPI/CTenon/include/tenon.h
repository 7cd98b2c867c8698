/* SPDX-License-Identifier: 0BSD */
#ifndef TENON_H
#define TENON_H
#include <stdint.h>
#include <stddef.h>
#ifdef __cplusplus
#define TENON_EXTERN_C extern "C"
#define TENON_ASSERT(c, m) static_assert(c, m)
#else
#define TENON_EXTERN_C extern
#define TENON_ASSERT(c, m) _Static_assert(c, m)
#endif
#define TENON_EXPORT TENON_EXTERN_C __attribute__((visibility("default"), used))
#define TENON_HAS(p, T, f) ((p)->size >= (uint32_t)(offsetof(T, f) + sizeof((p)->f)))   /* field present? */
typedef int32_t tenon_status; /* 0 or negative; list is append-only */
enum { TENON_OK = 0, TENON_E_AGAIN = -1, TENON_E_INVALID = -2, TENON_E_STATE = -3, TENON_E_NOSYS = -4, TENON_E_PERMISSION = -5,
  TENON_E_LIMIT = -6, TENON_E_DUPLICATE = -7, TENON_E_STALE = -8, TENON_E_TOOSMALL = -9, TENON_E_VERSION = -10, TENON_E_IO = -11,
  TENON_E_FAULT = -100 /* instance unusable */, TENON_E_FATAL = -101 /* whole module unusable */ };
enum { TENON_KIND_STRATEGY = 1, TENON_KIND_CONNECTOR = 2, TENON_KIND_BROKER = 3, TENON_KIND_CHANNEL = 4 };
static const int64_t TENON_NONE = -9223372036854775807LL - 1; /* "no value" for px, qty, ts */
typedef struct tenon_str { const char *ptr; uint64_t len; } tenon_str; /* UTF-8, valid for the call */
typedef struct tenon_sink { uint32_t size, reserved0; void *ctx; tenon_status (*write)(void *ctx, const void *p, uint64_t n); } tenon_sink;
typedef struct tenon_source { uint32_t size, reserved0; void *ctx; int64_t (*read)(void *ctx, void *p, uint64_t cap); } tenon_source;
/* ---- events: flat, pointer-free, self-sized, sizes multiple of 64 in the core spaces; lane and journal records ARE these ---- */
typedef struct tenon_ev { uint32_t size; uint16_t space, type; uint16_t flags, ordinal; uint32_t instrument; uint64_t seq; int64_t ts_ns; } tenon_ev; /* 32 */
typedef struct tenon_ev_control { tenon_ev h; uint64_t id, arg; int64_t i64; double f64; } tenon_ev_control; /* timer, param, gap, marker, session, result, link, clock, watermark, end of data */
enum { TENON_SPACE_MARKET = 0, TENON_SPACE_ORDER, TENON_SPACE_CONTROL, TENON_SPACE_REFERENCE };
enum { TENON_TYPE_TRADE = 1, TENON_TYPE_QUOTE, TENON_TYPE_BOOK, TENON_TYPE_SNAPSHOT, TENON_TYPE_BAR, TENON_TYPE_STATUS }; /* space 0 */
enum { TENON_TYPE_ORDER = 1, TENON_TYPE_POSITION, TENON_TYPE_BALANCE, TENON_TYPE_EXEC /* broker to host only */ }; /* space 1 */
enum { TENON_TYPE_TIMER = 1, TENON_TYPE_PARAM, TENON_TYPE_GAP, TENON_TYPE_SESSION, TENON_TYPE_MARKER, TENON_TYPE_WORKER_REPLY, TENON_TYPE_RESULT, TENON_TYPE_LINK,
  TENON_TYPE_SIGNAL, TENON_TYPE_CLOCK, TENON_TYPE_WATERMARK, TENON_TYPE_END_OF_DATA }; /* space 2 */
enum { TENON_TYPE_INSTRUMENT = 1, TENON_TYPE_CURRENCY, TENON_TYPE_CALENDAR }; /* space 3 */
enum { TENON_MARK_STARTED = 1, TENON_MARK_QUIESCE, TENON_MARK_HANDOVER, TENON_MARK_RECONCILED };
enum { TENON_EV_WARMUP = 1, TENON_EV_MORE = 2 /* group goes on */, TENON_EV_CONFLATED = 4, TENON_EV_SNAPSHOT_PART = 8, TENON_EV_SYNTHETIC = 16 };
typedef struct tenon_ev_mkt { tenon_ev h; int64_t ts_venue_ns, ts_recv_ns; uint64_t venue_seq; uint32_t venue, source; } tenon_ev_mkt; /* 64: head of every space-0 event */
typedef struct tenon_ev_quote { tenon_ev_mkt m; int64_t bid_px, bid_qty, ask_px, ask_qty; uint32_t bid_orders, ask_orders, conflated, reserved0; uint64_t reserved1[2]; } tenon_ev_quote; /* 128 */
typedef struct tenon_ev_trade { tenon_ev_mkt m; int64_t px, qty; uint64_t trade_id; uint32_t conditions; uint8_t aggressor, kind, reserved0[2]; uint64_t reserved1[4]; } tenon_ev_trade; /* 128 */
typedef struct tenon_ev_book { tenon_ev_mkt m; int64_t px, qty; uint64_t order_ref, priority; uint32_t orders; uint8_t side, action, depth, reserved0; uint64_t reserved1[3]; } tenon_ev_book; /* 128 */
typedef struct tenon_level { int64_t px, qty; uint64_t order_ref; uint32_t orders; uint8_t side, reserved0[3]; } tenon_level; /* 32 */
typedef struct tenon_ev_snapshot { tenon_ev_mkt m; uint32_t bids, asks; uint16_t part, parts, level_size, reserved0; uint64_t reserved1[6]; } tenon_ev_snapshot; /* 128, then levels best first, rounded up to 64 */
typedef struct tenon_ev_bar { tenon_ev_mkt m; int64_t open_ns, close_ns, open, high, low, close, volume, notional; uint64_t trades; uint32_t period; uint8_t unit, basis /* last,bid,ask,mid */, complete, reserved0; uint64_t reserved1[6]; } tenon_ev_bar; /* 192 */
typedef struct tenon_ev_status { tenon_ev_mkt m; uint16_t phase, reason; uint32_t reserved0; int64_t next_ns, limit_up, limit_down, mark_px, index_px, funding_e12; uint64_t reserved1; } tenon_ev_status; /* 128 */
typedef struct tenon_ev_order { tenon_ev h; uint64_t intent_id, order, tag, link, cause_seq; int64_t ts_venue_ns, px, stop_px, qty, filled_qty, leaves_qty, cum_cost, last_px, last_qty, fee; uint64_t exec;
  uint32_t account, fee_ccy, venue, reason, rule, reserved0; uint16_t status, change; uint8_t side, otype, tif, liquidity;
  int64_t denied_value, denied_limit; uint32_t denied_ccy; uint16_t denied_scope; int8_t denied_exp; uint8_t denied_unit; uint64_t reserved1[5]; } tenon_ev_order; /* 256 */
typedef struct tenon_ev_position { tenon_ev h; uint32_t account, ccy; int64_t qty, cost, avg_px, realized, unrealized, mark_px, open_buy_qty, open_sell_qty; uint8_t scope /* mine, account */, cause, reserved0[6]; uint64_t reserved1[2]; } tenon_ev_position; /* 128 */
typedef struct tenon_ev_balance { tenon_ev h; uint32_t account, ccy; int64_t total, available, held, margin_init, margin_maint, equity; uint8_t scope, cause, reserved0[6]; uint64_t reserved1[4]; } tenon_ev_balance; /* 128 */
typedef struct tenon_ev_currency { tenon_ev h; char code[16]; int8_t exp; uint8_t kind, reserved0[6]; uint64_t reserved1; } tenon_ev_currency; /* 64 */
typedef struct tenon_ev_blob { tenon_ev h; uint64_t id; int32_t status; uint32_t nbytes, topic, from; uint64_t reserved0; } tenon_ev_blob; /* 64, then bytes: worker and net replies, signals, text parameters */
typedef struct tenon_ev_instrument { tenon_ev h; uint64_t uid, underlying_uid; uint32_t def_version, venue, attrs, calendar; int8_t px_exp, qty_exp, mult_exp, reserved0; uint8_t asset_class, contract, right, exercise;
  uint32_t base_ccy, quote_ccy, settle_ccy, tick_table; int64_t tick, lot, min_qty, max_qty, min_notional, max_notional, multiplier, strike, listed_ns, expires_ns, last_trade_ns, limit_up, limit_down;
  int64_t margin_init_e9, margin_maint_e9, maker_fee_e9, taker_fee_e9; uint32_t otypes, tifs, order_flags, streams; char symbol[64], venue_symbol[64]; uint64_t reserved1[2]; } tenon_ev_instrument; /* 384 */
typedef struct tenon_intent { uint32_t size; uint16_t op; uint8_t side, otype; uint32_t instrument; uint8_t tif, trigger /* last,bid,ask,mark */, effect /* auto,open,close */, contingency /* none,oco,oto,ouo,bracket */; uint32_t flags, def_version, account, venue;
  uint64_t intent_id, target, link, tag; int64_t px, qty, stop_px, display_qty, min_qty, trail, limit_offset, expire_ns; uint16_t trail_unit, algo, repeat, reserved0; uint64_t order; uint64_t reserved1[6]; } tenon_intent; /* 192 */
typedef struct tenon_broker_cmd { uint32_t size, epoch; uint64_t request; char client_id[48], prev_client_id[48], venue_order_id[48]; uint64_t reserved1[4]; tenon_intent c; } tenon_broker_cmd; /* 384; c last: it may grow */
typedef struct tenon_ev_exec { tenon_ev h; uint64_t order, request; int64_t ts_venue_ns, px, stop_px, qty, cum_qty, leaves_qty, last_px, last_qty, fee; uint32_t account, fee_ccy, venue, reason; uint16_t change, status; uint8_t side, otype, tif, liquidity;
  char client_id[48], venue_order_id[48], exec_id[48], exec_ref[48], text[64]; uint64_t reserved1[6]; } tenon_ev_exec; /* 448, broker to host; brokers also publish POSITION and BALANCE with scope=account */
typedef struct tenon_batch { uint32_t size, count; uint64_t first_seq, last_seq, delivery; int64_t now_ns; uint32_t flags, reserved0; const uint8_t *bytes; uint64_t nbytes; } tenon_batch; /* 64 */
enum { TENON_BUY = 1, TENON_SELL = 2 };
enum { TENON_OP_NEW = 1, TENON_OP_CANCEL, TENON_OP_REPLACE, TENON_OP_CANCEL_ALL, TENON_OP_QUERY };
enum { TENON_MARKET = 1, TENON_LIMIT, TENON_STOP, TENON_STOP_LIMIT, TENON_MARKET_IF_TOUCHED, TENON_LIMIT_IF_TOUCHED, TENON_TRAILING_STOP, TENON_TRAILING_STOP_LIMIT, TENON_MARKET_TO_LIMIT };
enum { TENON_DAY = 1, TENON_GTC, TENON_IOC, TENON_FOK, TENON_GTD, TENON_AT_OPEN, TENON_AT_CLOSE };
enum { TENON_PENDING = 1, TENON_DENIED, TENON_SENT, TENON_WORKING, TENON_PARTLY_FILLED, TENON_FILLED, TENON_CANCEL_PENDING, TENON_REPLACE_PENDING, TENON_CANCELED, TENON_REJECTED, TENON_EXPIRED, TENON_UNKNOWN, TENON_HELD /* R30, waits for a person */, TENON_EMULATED };
enum { TENON_CH_STATE = 1, TENON_CH_FILL, TENON_CH_BUST, TENON_CH_CORRECT, TENON_CH_REPLACED, TENON_CH_CANCEL_REJECTED, TENON_CH_REPLACE_REJECTED, TENON_CH_TRIGGERED, TENON_CH_RESTATED, TENON_CH_DONE_FOR_DAY, TENON_CH_STATUS };
enum { TENON_LOG_TRACE = 1, TENON_LOG_DEBUG, TENON_LOG_INFO, TENON_LOG_NOTICE, TENON_LOG_WARNING, TENON_LOG_ERROR, TENON_LOG_CRITICAL };
/* order flags: 1 post-only, 2 reduce-only, 4 hidden, 8 located, 16 hold-for-confirm. rule: 1..30 = R01..R30, 31..35 = S1..S5; reason: 1..99 host, 100..199 common venue reasons, >=1000 venue code */
TENON_ASSERT(sizeof(void *) == 8 && sizeof(tenon_ev) == 32 && sizeof(tenon_ev_mkt) == 64 && sizeof(tenon_ev_control) == 64 && sizeof(tenon_ev_quote) == 128 && sizeof(tenon_ev_trade) == 128 && sizeof(tenon_ev_book) == 128, "layout");
TENON_ASSERT(sizeof(tenon_ev_bar) == 192 && sizeof(tenon_ev_order) == 256 && sizeof(tenon_ev_instrument) == 384 && sizeof(tenon_intent) == 192 && sizeof(tenon_broker_cmd) == 384 && sizeof(tenon_ev_exec) == 448 && sizeof(tenon_batch) == 64, "layout");
/* ---- host table: the only thing a plugin may keep ---- */
typedef struct tenon_host tenon_host;
struct tenon_host { uint32_t size, abi_minor; void *ctx; uint64_t instance;          /* live, shadow and replay look identical on purpose */
  const void *(*get_ext)(const tenon_host *, const char *id);                       /* [any] NULL = absent OR not permitted */
  void (*fail)(const tenon_host *, tenon_status, tenon_str why);                    /* [in-call] mandatory before any non-OK return */
  void (*log)(const tenon_host *, int32_t severity, tenon_str msg);                 /* [any] rate-limited, never blocks */
  int64_t (*now_ns)(const tenon_host *);                                            /* [in-call] sequenced time of the current event */
  uint64_t (*random_u64)(const tenon_host *);                                       /* [in-call] journalled stream */
  tenon_status (*timer_set)(const tenon_host *, uint64_t id, int64_t at_ns);        /* [in-call] fires as an event in seq order */
  tenon_status (*timer_clear)(const tenon_host *, uint64_t id);                     /* [in-call] */
  void (*wake)(const tenon_host *); };                                              /* [any] ask for an (empty) on_batch */
typedef struct tenon_host_orders { uint32_t size, reserved0; tenon_status (*submit)(const tenon_host *, const void *intents /* stepped by size */, uint64_t nbytes); } tenon_host_orders; /* "tenon.host.orders/1" [in-call, running]; all or nothing */
typedef struct tenon_host_publish { uint32_t size, reserved0; tenon_status (*publish)(const tenon_host *, uint32_t stream, const void *events, uint64_t nbytes); } tenon_host_publish; /* "tenon.host.publish/1" [any], kinds 2-4; one producer per stream */
/* "tenon.host.subscribe/1" [ctl in activated; in-call in running: an effect] */
typedef struct tenon_host_subscribe { uint32_t size, reserved0;
  tenon_status (*resolve)(const tenon_host *, tenon_str symbol, uint32_t *handle);
  tenon_status (*subscribe)(const tenon_host *, uint32_t instrument, uint32_t streams, uint32_t depth, uint32_t bar_period, uint32_t bar_unit);
  tenon_status (*unsubscribe)(const tenon_host *, uint32_t instrument, uint32_t streams);
  tenon_status (*history)(const tenon_host *, uint64_t id, uint32_t instrument, uint32_t stream, uint32_t bar_period, uint32_t bar_unit, int64_t from_ns, int64_t to_ns, uint64_t max); } tenon_host_subscribe;
/* "tenon.host.portfolio/1" [in-call]: as of the last delivered event (a local cache in the sandbox) */
typedef struct tenon_host_portfolio { uint32_t size, reserved0;
  tenon_status (*position)(const tenon_host *, uint32_t account, uint32_t instrument, tenon_ev_position *out);
  tenon_status (*balance)(const tenon_host *, uint32_t account, uint32_t ccy, tenon_ev_balance *out);
  uint32_t (*orders)(const tenon_host *, uint64_t after_order, tenon_ev_order *out, uint32_t cap);
  tenon_status (*instrument)(const tenon_host *, uint32_t handle, tenon_ev_instrument *out); } tenon_host_portfolio;
/* "tenon.host.signals/1" [in-call]: custom events and notifications; derived, sequenced, <= 1 KiB, delivered in the next round of the same step */
typedef struct tenon_host_signals { uint32_t size, reserved0; tenon_status (*emit)(const tenon_host *, tenon_str topic, const void *p, uint32_t n); tenon_status (*listen)(const tenon_host *, tenon_str topic_glob); } tenon_host_signals;
/* "tenon.host.registry/1" [any], connectors: host gives the handle; same uid gives the same handle, a changed definition def_version+1 */
typedef struct tenon_host_registry { uint32_t size, reserved0; tenon_status (*define)(const tenon_host *, const tenon_ev_instrument *def, uint32_t *handle); tenon_status (*currency)(const tenon_host *, tenon_str code, int8_t exp, uint32_t *ccy); } tenon_host_registry;
/* "tenon.host.gate/1" [any], brokers must: permit just before the bytes, written just after. E_PERMISSION = killed, E_STALE = fenced: drop it and report REJECTED */
typedef struct tenon_host_gate { uint32_t size, reserved0; tenon_status (*permit)(const tenon_host *, uint64_t order, uint64_t request, uint32_t epoch); void (*written)(const tenon_host *, uint64_t order, uint64_t request, tenon_status how); } tenon_host_gate;
/* ---- plugin side ---- */
typedef struct tenon_state { uint32_t size, reserved0;               /* "tenon.state/1", from tenon_lifecycle.get_ext */
  tenon_status (*save)(void *impl, const tenon_sink *out, uint32_t schema);     /* [ctl] activated, running, paused, draining */
  tenon_status (*load)(void *impl, const tenon_source *in, uint32_t schema);    /* [ctl] configured, activated; all or nothing */
  tenon_status (*digest)(void *impl, uint8_t *out32); } tenon_state;            /* [ctl] 32 bytes */
typedef struct tenon_descriptor { uint32_t size, kind; tenon_str id, name, version; uint32_t flags, reserved0; tenon_str vendor, summary, licence, language /* shown only */, config_schema /* JSON Schema */, permissions /* JSON */; uint32_t state_writes, state_reads_min; tenon_str extensions, changes; } tenon_descriptor;
typedef struct tenon_lifecycle { uint32_t size, reserved0;
  tenon_status (*configure)(void *impl, tenon_str config_json);     /* [ctl] created|configured -> configured */
  tenon_status (*activate)(void *impl);                              /* [ctl] configured -> activated: allocate, subscribe */
  tenon_status (*start)(void *impl, uint64_t first_seq);             /* [ctl] activated -> running */
  tenon_status (*drain)(void *impl, int64_t deadline_ns);            /* [ctl] running -> draining; AGAIN until quiet */
  void (*deactivate)(void *impl);                                    /* [ctl] -> configured; no threads, fds, timers left */
  void (*destroy)(void *impl);                                       /* [ctl] any state incl. faulted */
  const void *(*get_ext)(void *impl, const char *id); } tenon_lifecycle; /* [any] static pointers */
typedef struct tenon_strategy { uint32_t size, reserved0; tenon_status (*on_batch)(void *impl, const tenon_batch *, uint32_t *consumed); } tenon_strategy; /* [lane] */
typedef struct tenon_connector { uint32_t size, reserved0; tenon_status (*on_batch)(void *impl, const tenon_batch *, uint32_t *consumed); /* [work] */
  tenon_status (*subscribe)(void *impl, uint32_t instrument, uint32_t streams, uint32_t depth);   /* [ctl] */
  tenon_status (*unsubscribe)(void *impl, uint32_t instrument, uint32_t streams);                              /* [ctl] */
  tenon_status (*request)(void *impl, uint32_t what /* SNAPSHOT, DEFINITIONS, HISTORY */, uint64_t id, tenon_str args_json); } tenon_connector; /* [ctl] */
typedef struct tenon_broker { uint32_t size, reserved0; tenon_status (*on_batch)(void *impl, const tenon_batch *, uint32_t *consumed); /* [work] */
  tenon_status (*send)(void *impl, const void *cmds /* tenon_broker_cmd, stepped by size */, uint64_t nbytes, uint32_t *taken); /* [work] OK: all taken. AGAIN: those from *taken on were NOT sent and never will be. Other: their fate is UNKNOWN */
  tenon_status (*reconcile)(void *impl, uint64_t id, int64_t since_ns);                      /* [ctl] replay open orders, fills, balances; ends with a marker */
  tenon_status (*cancel_all)(void *impl, uint64_t id); } tenon_broker;                    /* [ctl] must work in draining and degraded state */
typedef struct tenon_message { uint32_t size, severity; uint64_t id; int64_t ts_ns, deadline_ns; tenon_str title, body, data_json, dedupe_key; } tenon_message;
typedef struct tenon_channel { uint32_t size, reserved0; tenon_status (*on_batch)(void *impl, const tenon_batch *, uint32_t *consumed); /* [work] */
  tenon_status (*deliver)(void *impl, const tenon_message *); } tenon_channel; /* [work] returns at once or blocks up to deadline_ns; result published with the id */
typedef struct tenon_instance { uint32_t size, kind; void *impl; const tenon_lifecycle *life; const void *table; } tenon_instance;
typedef struct tenon_factory { uint32_t size, reserved0; uint32_t (*count)(void); const tenon_descriptor *(*describe)(uint32_t i);
  tenon_status (*create)(const char *id, const tenon_host *, tenon_instance *out); } tenon_factory;            /* "tenon.factory/1" [ctl] */
typedef struct tenon_host_info { uint32_t size, abi_major, abi_minor, flags; tenon_str name, version; } tenon_host_info;
typedef struct tenon_entry { uint32_t size, abi_major, abi_minor_built, abi_minor_needed; const void *(*get_factory)(const char *id); } tenon_entry;
#ifdef __swift__
#define TENON_SWIFT_NAME(n) __attribute__((swift_name(n)))
#else
#define TENON_SWIFT_NAME(n)
#endif
TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) TENON_SWIFT_NAME("entry(_:_:)");  /* [ctl] the ONE exported symbol */


/* ---- numbers that ABI.md left open ---- */
enum { TENON_STREAM_TRADES = 1, TENON_STREAM_QUOTES = 2, TENON_STREAM_BOOK = 4, TENON_STREAM_SNAPSHOTS = 8, TENON_STREAM_BARS = 16, TENON_STREAM_STATUS = 32 };
enum { TENON_BAR_MILLISECOND = 1, TENON_BAR_SECOND, TENON_BAR_MINUTE, TENON_BAR_HOUR, TENON_BAR_DAY, TENON_BAR_WEEK, TENON_BAR_MONTH, TENON_BAR_TICK = 16, TENON_BAR_VOLUME, TENON_BAR_NOTIONAL };
enum { TENON_BASIS_LAST = 1, TENON_BASIS_BID, TENON_BASIS_ASK, TENON_BASIS_MID };
enum { TENON_PHASE_UNKNOWN = 0, TENON_PHASE_CLOSED, TENON_PHASE_PRE_OPEN, TENON_PHASE_OPENING_AUCTION, TENON_PHASE_OPEN, TENON_PHASE_CLOSING_AUCTION, TENON_PHASE_POST_CLOSE, TENON_PHASE_HALTED, TENON_PHASE_SUSPENDED };
enum { TENON_REQUEST_SNAPSHOT = 1, TENON_REQUEST_DEFINITIONS, TENON_REQUEST_HISTORY };
enum { TENON_SCOPE_GLOBAL = 1, TENON_SCOPE_ACCOUNT, TENON_SCOPE_STRATEGY, TENON_SCOPE_VENUE, TENON_SCOPE_INSTRUMENT };
enum { TENON_UNIT_NONE = 0, TENON_UNIT_QUANTITY, TENON_UNIT_MONEY, TENON_UNIT_PRICE, TENON_UNIT_COUNT, TENON_UNIT_TIME_NS, TENON_UNIT_RATIO_E9 };
enum { TENON_BOOK_MINE = 1, TENON_BOOK_ACCOUNT };                 /* tenon_ev_position.scope, tenon_ev_balance.scope */
enum { TENON_CAUSE_BURST = 1, TENON_CAUSE_FILL, TENON_CAUSE_MARK, TENON_CAUSE_CORRECTION }; /* tenon_ev_position.cause */
enum { TENON_LIQUIDITY_NONE = 0, TENON_LIQUIDITY_MAKER, TENON_LIQUIDITY_TAKER, TENON_LIQUIDITY_AUCTION };
enum { TENON_AGGRESSOR_NONE = 0, TENON_AGGRESSOR_BUY, TENON_AGGRESSOR_SELL };
enum { TENON_BOOK_SET = 1, TENON_BOOK_ADD, TENON_BOOK_REMOVE, TENON_BOOK_CLEAR };           /* tenon_ev_book.action; SET with qty 0 removes the level */
enum { TENON_ASSET_FX = 1, TENON_ASSET_EQUITY, TENON_ASSET_CRYPTO, TENON_ASSET_COMMODITY, TENON_ASSET_RATE, TENON_ASSET_INDEX };
enum { TENON_CONTRACT_SPOT = 1, TENON_CONTRACT_FUTURE, TENON_CONTRACT_PERPETUAL, TENON_CONTRACT_OPTION, TENON_CONTRACT_CFD };
enum { TENON_RIGHT_CALL = 1, TENON_RIGHT_PUT };
enum { TENON_EXERCISE_EUROPEAN = 1, TENON_EXERCISE_AMERICAN };
enum { TENON_TRIGGER_LAST = 1, TENON_TRIGGER_BID, TENON_TRIGGER_ASK, TENON_TRIGGER_MARK };
enum { TENON_EFFECT_AUTO = 0, TENON_EFFECT_OPEN, TENON_EFFECT_CLOSE };
enum { TENON_CONTINGENCY_NONE = 0, TENON_CONTINGENCY_OCO, TENON_CONTINGENCY_OTO, TENON_CONTINGENCY_OUO, TENON_CONTINGENCY_BRACKET };
enum { TENON_ORDER_POST_ONLY = 1, TENON_ORDER_REDUCE_ONLY = 2, TENON_ORDER_HIDDEN = 4, TENON_ORDER_LOCATED = 8, TENON_ORDER_HOLD = 16 };
/* reason of an order event, 1..99 host */
enum { TENON_REASON_RISK = 1 /* see rule and denied_* */, TENON_REASON_UNSUPPORTED, TENON_REASON_UNKNOWN_ORDER, TENON_REASON_TOO_LATE, TENON_REASON_OVERFLOW, TENON_REASON_CAPACITY, TENON_REASON_STOPPED, TENON_REASON_NO_LIQUIDITY };
/* calendars: header, then `count` spans of span_size bytes, rounded up to 64 */
typedef struct tenon_span { int64_t from_ns, to_ns; uint16_t phase, flags; uint32_t trading_day /* yyyymmdd */; uint64_t reserved0; } tenon_span; /* 32 */
typedef struct tenon_ev_calendar { tenon_ev h; uint32_t calendar, count; uint16_t part, parts, span_size, reserved0; uint64_t reserved1[2]; } tenon_ev_calendar; /* 64 */
/* "tenon.params/1", from tenon_lifecycle.get_ext */
enum { TENON_PARAM_I64 = 1, TENON_PARAM_F64, TENON_PARAM_BOOL, TENON_PARAM_ENUM, TENON_PARAM_FIXED };
enum { TENON_PARAM_RUNTIME = 1, TENON_PARAM_RESTART = 2, TENON_PARAM_READONLY = 4, TENON_PARAM_HIDDEN = 8, TENON_PARAM_CONFIRM = 16 };
typedef struct tenon_param_value { uint32_t size; uint16_t type; int8_t exp; uint8_t reserved0; int64_t i64; double f64; } tenon_param_value; /* 24 */
typedef struct tenon_param_info { uint32_t size, id, flags; uint16_t type; int8_t exp; uint8_t reserved0; tenon_str name, title, group, unit, choices /* one a line, index 0 first */;
  tenon_param_value min, max, step, initial; } tenon_param_info; /* 192 */
typedef struct tenon_params { uint32_t size, reserved0;
  uint32_t (*count)(void *impl);
  tenon_status (*info)(void *impl, uint32_t index, tenon_param_info *out);
  tenon_status (*get)(void *impl, uint32_t id, tenon_param_value *out);
  tenon_status (*set)(void *impl, uint32_t id, const tenon_param_value *value);
  tenon_status (*to_text)(void *impl, uint32_t id, const tenon_param_value *value, const tenon_sink *out);
  tenon_status (*from_text)(void *impl, uint32_t id, tenon_str text, tenon_param_value *out); } tenon_params;
TENON_ASSERT(sizeof(tenon_ev_calendar) == 64 && sizeof(tenon_span) == 32 && sizeof(tenon_param_value) == 24, "layout");
#endif
