// SPDX-License-Identifier: 0BSD
//
// A tour of the orders: sends each order type, time in force, flag and contingency once, one row of
// the table below after the other, and logs a line for each thing that comes back. Read the table:
// it is the example of how each of them is asked for.
//
// At every price whose number, from 0, is a multiple of `every` it takes the next row: it cancels
// what is open of earlier rows, except of those marked STAYS, and sends the row, with those behind
// it that are marked TOGETHER. A price is a quote with both sides or a complete bar, whichever
// comes first; in a bar bid and ask are its close. To build it anywhere:
//
//   cc -O2 -std=c11 -shared -fPIC -fvisibility=hidden -I PluginAPI/CTenon/include
//      Plugins/Strategies/OrderTour/OrderTour.c -o libOrderTour.so
#include <tenon_plugin.h>

#define TOUR_SETTINGS(INTEGER, DECIMAL, SWITCH, CHOICE2, CHOICE3)                                  \
    DECIMAL(quantity, 10, 0.00000001, 10000000000, "units", RUNTIME, "Of each order, two lots up") \
    INTEGER(every, 20, 1, 1000000, "prices", RESTART, "How many prices from one row to the next")  \
    INTEGER(offset, 10, 1, 100000, "ticks", RESTART, "How far from the price orders stand")        \
    INTEGER(lifetime, 60, 1, 31536000, "s", RESTART, "Of the order that is good till a date")

TENON_SETTINGS_STRUCT(tour_settings, TOUR_SETTINGS)
TENON_SETTINGS_TABLE(settings, TOUR_SETTINGS)

typedef struct tour_memory {
    uint64_t prices;   // seen
    uint64_t row;      // the next to send, from 0
    int64_t bid, ask;  // the last
    int64_t time_ns;   // of the last price
    uint64_t streams;  // TENON_STREAM_ bits it listens to; one bit from the first price on
} tour_memory;

typedef struct tour {
    tenon_plugin base;
    tour_settings settings;
    tour_memory memory;
    int64_t units;     // the quantity in the instrument's exponent
    int64_t distance;  // the offset as a price mantissa
} tour;

// ---- what the rows set in their orders ----

// The price `n` offsets below the bid, or above the ask.
static int64_t below(const tour *t, int64_t n) {
    return t->memory.bid - n * t->distance;
}
static int64_t above(const tour *t, int64_t n) {
    return t->memory.ask + n * t->distance;
}

static void nothing(const tour *t, tenon_intent *o) {
    (void)t;
    (void)o;
}
static void rests(const tour *t, tenon_intent *o) {
    o->px = o->side == TENON_BUY ? below(t, 1) : above(t, 1);
}
static void rests_far(const tour *t, tenon_intent *o) {
    o->px = o->side == TENON_BUY ? below(t, 50) : above(t, 50);
}
static void takes(const tour *t, tenon_intent *o) {
    o->px = o->side == TENON_BUY ? above(t, 1) : below(t, 1);
}
static void stop(const tour *t, tenon_intent *o) {
    o->stop_px = o->side == TENON_BUY ? above(t, 1) : below(t, 1);
}
static void stop_limit(const tour *t, tenon_intent *o) {
    stop(t, o);
    o->px = o->side == TENON_BUY ? above(t, 2) : below(t, 2);
}
static void touched(const tour *t, tenon_intent *o) {
    o->stop_px = o->side == TENON_BUY ? below(t, 1) : above(t, 1);
}
static void limit_touched(const tour *t, tenon_intent *o) {
    touched(t, o);
    o->px = o->stop_px;
}
static void trail_price(const tour *t, tenon_intent *o) {
    o->trail = t->distance;
    o->trail_unit = TENON_TRAIL_PRICE;
}
static void trail_ticks(const tour *t, tenon_intent *o) {
    o->trail = t->settings.offset;
    o->trail_unit = TENON_TRAIL_TICKS;
}
static void trail_bps(const tour *t, tenon_intent *o) {
    (void)t;
    o->trail = 1;
    o->trail_unit = TENON_TRAIL_BPS;
}
static void trail_limit(const tour *t, tenon_intent *o) {
    trail_ticks(t, o);
    o->limit_offset = t->settings.offset;
}
static void iceberg(const tour *t, tenon_intent *o) {
    const int64_t lot = t->base.definition.lot;
    rests(t, o);
    o->display_qty = t->units / 2 / lot * lot;
}
static void until_day_ends(const tour *t, tenon_intent *o) {
    rests_far(t, o);
    o->tif = TENON_DAY;
}
static void until_date(const tour *t, tenon_intent *o) {
    rests_far(t, o);
    o->tif = TENON_GTD;
    o->expire_ns = t->memory.time_ns + t->settings.lifetime * 1000000000;
}
static void ioc_takes(const tour *t, tenon_intent *o) {
    takes(t, o);
    o->tif = TENON_IOC;
}
static void ioc_misses(const tour *t, tenon_intent *o) {
    rests(t, o);
    o->tif = TENON_IOC;
}
static void fok_takes(const tour *t, tenon_intent *o) {
    takes(t, o);
    o->tif = TENON_FOK;
}
static void fok_misses(const tour *t, tenon_intent *o) {
    rests(t, o);
    o->tif = TENON_FOK;
}
static void at_open(const tour *t, tenon_intent *o) {
    (void)t;
    o->tif = TENON_AT_OPEN;
}
static void at_close(const tour *t, tenon_intent *o) {
    (void)t;
    o->tif = TENON_AT_CLOSE;
}
static void post_only_rests(const tour *t, tenon_intent *o) {
    rests(t, o);
    o->flags = TENON_ORDER_POST_ONLY;
}
static void post_only_takes(const tour *t, tenon_intent *o) {
    takes(t, o);
    o->flags = TENON_ORDER_POST_ONLY;
}
static void reduce_only(const tour *t, tenon_intent *o) {
    (void)t;
    o->flags = TENON_ORDER_REDUCE_ONLY;
}

// ---- the table ----

enum { BUY = TENON_BUY, SELL = TENON_SELL };

// What a row is besides its order.
enum {
    TOGETHER = 1,   // leaves with the row before it
    STAYS = 2,      // is not canceled at the next row: ends by itself
    REPLACES = 4,   // is no order, but changes the order of the row before it
    IN_GROUP = 8,   // has the link of the rows it leaves with
};

typedef struct row {
    const char *name;
    uint8_t side, otype;
    uint8_t contingency;
    uint8_t what;
    void (*build)(const tour *t, tenon_intent *o);
} row;

#define OCO TENON_CONTINGENCY_OCO
#define OTO TENON_CONTINGENCY_OTO
#define OUO TENON_CONTINGENCY_OUO
#define BRACKET TENON_CONTINGENCY_BRACKET

static const row rows[] = {
    // Order types, all good till canceled.
    {"market", BUY, TENON_MARKET, 0, 0, nothing},
    {"limit", BUY, TENON_LIMIT, 0, 0, rests},
    {"limit-takes", BUY, TENON_LIMIT, 0, 0, takes},
    {"stop", SELL, TENON_STOP, 0, 0, stop},
    {"stop-limit", SELL, TENON_STOP_LIMIT, 0, 0, stop_limit},
    {"market-if-touched", BUY, TENON_MARKET_IF_TOUCHED, 0, 0, touched},
    {"limit-if-touched", BUY, TENON_LIMIT_IF_TOUCHED, 0, 0, limit_touched},
    {"trailing-stop-price", SELL, TENON_TRAILING_STOP, 0, 0, trail_price},
    {"trailing-stop-ticks", SELL, TENON_TRAILING_STOP, 0, 0, trail_ticks},
    {"trailing-stop-bps", SELL, TENON_TRAILING_STOP, 0, 0, trail_bps},
    {"trailing-stop-limit", SELL, TENON_TRAILING_STOP_LIMIT, 0, 0, trail_limit},
    {"market-to-limit", BUY, TENON_MARKET_TO_LIMIT, 0, 0, nothing},
    {"iceberg", BUY, TENON_LIMIT, 0, 0, iceberg},
    // Times in force.
    {"day", BUY, TENON_LIMIT, 0, STAYS, until_day_ends},
    {"good-till-date", BUY, TENON_LIMIT, 0, STAYS, until_date},
    {"ioc-takes", BUY, TENON_LIMIT, 0, 0, ioc_takes},
    {"ioc-misses", BUY, TENON_LIMIT, 0, 0, ioc_misses},
    {"fok-takes", SELL, TENON_LIMIT, 0, 0, fok_takes},
    {"fok-misses", SELL, TENON_LIMIT, 0, 0, fok_misses},
    {"at-open", BUY, TENON_MARKET, 0, STAYS, at_open},
    {"at-close", SELL, TENON_MARKET, 0, STAYS, at_close},
    // Flags.
    {"post-only-rests", BUY, TENON_LIMIT, 0, 0, post_only_rests},
    {"post-only-takes", BUY, TENON_LIMIT, 0, 0, post_only_takes},
    {"reduce-only", SELL, TENON_MARKET, 0, 0, reduce_only},
    // Contingencies: the first order of a group is the one the others hang on.
    {"oco-target", SELL, TENON_LIMIT, OCO, IN_GROUP, rests},
    {"oco-stop", SELL, TENON_STOP, OCO, IN_GROUP | TOGETHER, stop},
    {"oto-entry", BUY, TENON_MARKET, OTO, IN_GROUP, nothing},
    {"oto-target", SELL, TENON_LIMIT, OTO, IN_GROUP | TOGETHER, rests},
    {"ouo-target", SELL, TENON_LIMIT, OUO, IN_GROUP, rests},
    {"ouo-stop", SELL, TENON_STOP, OUO, IN_GROUP | TOGETHER, stop},
    {"bracket-entry", BUY, TENON_MARKET, BRACKET, IN_GROUP, nothing},
    {"bracket-stop", SELL, TENON_STOP, BRACKET, IN_GROUP | TOGETHER, stop},
    {"bracket-target", SELL, TENON_LIMIT, BRACKET, IN_GROUP | TOGETHER, rests},
    // Changing an order that rests.
    {"replaced", BUY, TENON_LIMIT, 0, STAYS, rests_far},
    {"replaces", BUY, TENON_LIMIT, 0, REPLACES | STAYS, takes},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

// ---- what comes back ----

static const char *status_name(uint16_t status) {
    static const char *const names[] = {
        "?", "PENDING", "DENIED", "SENT", "WORKING", "PARTLY_FILLED", "FILLED", "CANCEL_PENDING",
        "REPLACE_PENDING", "CANCELED", "REJECTED", "EXPIRED", "UNKNOWN", "HELD", "EMULATED"};
    return names[status < sizeof names / sizeof names[0] ? status : 0];
}

static const char *change_name(uint16_t change) {
    static const char *const names[] = {
        "?", "STATE", "FILL", "BUST", "CORRECT", "REPLACED", "CANCEL_REJECTED", "REPLACE_REJECTED",
        "TRIGGERED", "RESTATED", "DONE_FOR_DAY", "STATUS"};
    return names[change < sizeof names / sizeof names[0] ? change : 0];
}

// One line: row, name, state, change, and what else is told.
static void log_order(const tour *t, const tenon_ev_order *news) {
    char line[160];
    if (news->tag < 1 || news->tag > ROWS) {
        return;
    }
    int n = snprintf(line, sizeof line, "tour %d %s %s %s", (int)news->tag,
                     rows[news->tag - 1].name, status_name(news->status),
                     change_name(news->change));
    if (news->change == TENON_CH_FILL) {
        n += snprintf(line + n, sizeof line - (size_t)n, " %lld@%lld", (long long)news->last_qty,
                      (long long)news->last_px);
    }
    if (news->reason != 0) {
        snprintf(line + n, sizeof line - (size_t)n, " reason %u rule %u", (unsigned)news->reason,
                 (unsigned)news->rule);
    }
    t->base.host->log(t->base.host, TENON_LOG_INFO, tenon_text(line));
}

static uint32_t streams(const tenon_plugin *base) {
    (void)base;
    return TENON_STREAM_QUOTES | TENON_STREAM_BARS;
}

static void on_price(tour *t, const tenon_ev *event, uint64_t stream, int64_t bid, int64_t ask) {
    tour_memory *m = &t->memory;
    m->streams = stream;  // the first kind of price decides
    m->bid = bid;
    m->ask = ask;
    m->time_ns = event->ts_ns;
    if (m->prices++ % (uint64_t)t->settings.every == 0) {
        tenon_plugin_act(&t->base, event);
    }
}

static tenon_status take(tenon_plugin *base, const tenon_ev *event) {
    tour *t = (tour *)base;
    if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_QUOTE
        && t->memory.streams & TENON_STREAM_QUOTES) {
        const tenon_ev_quote *quote = (const tenon_ev_quote *)event;
        if (quote->bid_px != TENON_NONE && quote->ask_px != TENON_NONE) {
            on_price(t, event, TENON_STREAM_QUOTES, quote->bid_px, quote->ask_px);
        }
    } else if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_BAR
               && t->memory.streams & TENON_STREAM_BARS) {
        const tenon_ev_bar *bar = (const tenon_ev_bar *)event;
        if (bar->complete && bar->close != TENON_NONE) {
            on_price(t, event, TENON_STREAM_BARS, bar->close, bar->close);
        }
    } else if (event->space == TENON_SPACE_ORDER && event->type == TENON_TYPE_ORDER) {
        log_order(t, (const tenon_ev_order *)event);
    }
    return TENON_OK;
}

// ---- what it does ----

// Changes the order of the row before.
static void replace(tour *t, const row *r, uint64_t tag) {
    tenon_plugin *base = &t->base;
    for (uint32_t i = 0; i < base->open_count; i++) {
        if (base->open[i].tag == tag - 1) {
            tenon_intent *o = tenon_plugin_replace(base, &base->open[i]);
            if (o != 0) {
                r->build(t, o);
            }
        }
    }
}

static void send(tour *t, const row *r, uint64_t tag, uint64_t link) {
    tenon_intent *o = tenon_plugin_new(&t->base, r->side, r->otype, t->units);
    if (o != 0) {
        o->tag = tag;
        o->contingency = r->contingency;
        o->link = r->what & IN_GROUP ? link : 0;
        o->repeat = TENON_REPEAT_INTENDED;  // rows may look alike
        r->build(t, o);
    }
}

static void decide(tenon_plugin *base) {
    tour *t = (tour *)base;
    for (uint32_t i = 0; i < base->open_count; i++) {
        const uint64_t tag = base->open[i].tag;
        if (tag >= 1 && tag <= ROWS && !(rows[tag - 1].what & STAYS)) {
            tenon_plugin_cancel(base, &base->open[i]);
        }
    }
    const uint64_t first = t->memory.row, link = tenon_plugin_link(base);
    while (t->memory.row < ROWS) {
        const row *r = &rows[t->memory.row];
        if (t->memory.row > first && !(r->what & TOGETHER)) {
            break;
        }
        const uint64_t tag = ++t->memory.row;
        if (r->what & REPLACES) {
            replace(t, r, tag);
        } else {
            send(t, r, tag, link);
        }
    }
}

static tenon_status apply(tenon_plugin *base) {
    tour *t = (tour *)base;
    const tenon_ev_instrument *def = &base->definition;
    if (def->h.instrument == 0) {
        return TENON_OK;
    }
    if (tenon_rescale(t->settings.quantity, TENON_DECIMAL_EXP, def->qty_exp, TENON_ROUND_EXACT,
                      &t->units) != TENON_OK
        || t->units % def->lot != 0 || t->units / def->lot < 2) {
        return tenon_refuse(base->host, TENON_E_INVALID,
                            "config.quantity: is no multiple of at least two lots of %.64s",
                            base->symbol);
    }
    t->distance = t->settings.offset * def->tick;
    return TENON_OK;
}

static void reset(tenon_plugin *base) {
    ((tour *)base)->memory.streams = streams(base);
}

static int is_memory(const tenon_plugin *base, const void *memory) {
    const tour_memory *m = (const tour_memory *)memory;
    return m->row <= ROWS && m->streams != 0 && (m->streams & ~(uint64_t)streams(base)) == 0;
}

TENON_PLUGIN_DESCRIPTOR(descriptor, "dev.tenon.order-tour", "Order tour", "0.1.0", "Tenon",
                        "Sends each kind of order once and logs what comes back", "0BSD", "C",
                        TOUR_SETTINGS, "[\"NEW\", \"CANCEL\", \"REPLACE\"]")

static const tenon_plugin_type type = {
    .descriptor = &descriptor,
    .settings = settings,
    .settings_count = sizeof settings / sizeof settings[0],
    .size = sizeof(tour),
    .settings_at = offsetof(tour, settings),
    .memory_at = offsetof(tour, memory),
    .memory_size = sizeof(tour_memory),
    .is_memory = is_memory,
    .reset = reset,
    .apply = apply,
    .streams = streams,
    .take = take,
    .decide = decide,
};

TENON_PLUGIN_ENTRY(type)
