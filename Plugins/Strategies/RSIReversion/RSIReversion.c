// SPDX-License-Identifier: 0BSD
//
// What happens at an event. The rules, in full:
//
// A price is the middle of a quote or the close of a complete bar. From each price and the one
// before it comes a gain and a loss, of which one is 0. Their averages begin as the mean of the
// first `period`, then average = (average * (period - 1) + new) / period (Wilder). The index is
// 100 * gain / (gain + loss), and 50 while nothing has moved.
//
// Below `oversold` it wants to be long, above `overbought` short (without shorts: nothing), and a
// want ends when the index has come back to `exit`. Whenever the want changes it cancels entries of
// another direction, closes a position of another direction at the market, reduce-only, and enters:
// at the market, or with a limit `offset` ticks behind the bid (a short: above the ask). A limit
// that has not filled when the want changes is canceled.
//
// A position whose stop still stands is closed, and what follows entered, when the cancel of the
// stop has come through: until then the rules would deny the exit, as one too many.
//
// With `stop` each entry is followed by a stop order: both have one link and the contingency OTO,
// so the host sends the stop when the entry has filled, and not at all when the entry came to
// nothing. The stop is reduce-only: when the position ended another way, it ends too. It stands
// `stop` basis points of the entry's price, but at least a tick, beyond the far touch: of a long
// below the bid, of a short above the ask, where they are when the entry fills.
#include "RSIReversion.h"

#include <math.h>

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF  // gcc: -ffp-contract=off; a fused product would round differently
#endif

// The tags of its orders: what each is for.
enum { ENTRY = 1, EXIT = 2, STOP = 3 };

static uint32_t streams(const tenon_plugin *base) {
    const rsi *r = (const rsi *)base;
    return r->settings.source == RSI_SOURCE_QUOTE ? TENON_STREAM_QUOTES
        : r->settings.source == RSI_SOURCE_BAR    ? TENON_STREAM_BARS
                                                  : TENON_STREAM_QUOTES | TENON_STREAM_BARS;
}

// Moves the averages; the index, or a negative number while there is none.
static double index_of(rsi *r, double price) {
    rsi_memory *m = &r->memory;
    const double n = (double)r->settings.period, change = price - m->last;
    const double gain = change > 0 ? change : 0, loss = change < 0 ? -change : 0;
    m->last = price;
    if (m->count++ == 0) {
        return -1;
    }
    const uint64_t changes = m->count - 1;
    if (changes <= (uint64_t)r->settings.period) {
        m->gain += gain;
        m->loss += loss;
        if (changes < (uint64_t)r->settings.period) {
            return -1;
        }
        m->gain /= n;
        m->loss /= n;
    } else {
        m->gain = (m->gain * (n - 1) + gain) / n;
        m->loss = (m->loss * (n - 1) + loss) / n;
    }
    const double sum = m->gain + m->loss;
    return sum > 0 ? 100 * m->gain / sum : 50;
}

static void on_price(rsi *r, const tenon_ev *event, uint8_t stream, int64_t bid, int64_t ask) {
    rsi_memory *m = &r->memory;
    const rsi_settings *set = &r->settings;
    const int exp = r->base.definition.px_exp;
    m->streams = stream;  // with source auto the first kind of price decides
    m->bid = bid;
    m->ask = ask;
    const double index = index_of(r, (tenon_to_double(bid, exp) + tenon_to_double(ask, exp)) * 0.5);
    if (index < 0) {
        return;
    }
    const double exit = tenon_to_double(set->exit, TENON_DECIMAL_EXP);
    int8_t want = m->want;
    if (index < tenon_to_double(set->oversold, TENON_DECIMAL_EXP)) {
        want = 1;
    } else if (index > tenon_to_double(set->overbought, TENON_DECIMAL_EXP)) {
        want = set->shorts ? -1 : 0;
    } else if ((want > 0 && index >= exit) || (want < 0 && index <= exit)) {
        want = 0;
    }
    if (want != m->want) {
        m->want = want;
        tenon_plugin_act(&r->base, event);
    }
}

static tenon_status take(tenon_plugin *base, const tenon_ev *event) {
    rsi *r = (rsi *)base;
    if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_QUOTE
        && r->memory.streams & TENON_STREAM_QUOTES) {
        const tenon_ev_quote *quote = (const tenon_ev_quote *)event;
        if (quote->bid_px != TENON_NONE && quote->ask_px != TENON_NONE) {
            on_price(r, event, TENON_STREAM_QUOTES, quote->bid_px, quote->ask_px);
        }
    } else if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_BAR
               && r->memory.streams & TENON_STREAM_BARS) {
        const tenon_ev_bar *bar = (const tenon_ev_bar *)event;
        if (bar->complete && bar->close != TENON_NONE) {
            on_price(r, event, TENON_STREAM_BARS, bar->close, bar->close);
        }
    } else if (event->space == TENON_SPACE_ORDER && event->type == TENON_TYPE_ORDER) {
        // An entry that filled while its cancellation was on the way: out again.
        const tenon_ev_order *order = (const tenon_ev_order *)event;
        const int direction = order->side == TENON_BUY ? 1 : -1;
        const int is_late = order->change == TENON_CH_FILL && order->tag == ENTRY
            && direction != r->memory.want;
        // A stop that stood in the way of an exit is gone; it is of the other side.
        const int is_clear = order->tag == STOP && tenon_is_final(order->status)
            && -direction != r->memory.want;
        if (is_late || is_clear) {
            tenon_plugin_act(base, event);
        }
    }
    return TENON_OK;  // spaces and types this plugin does not know are passed over
}

// A price less, or more, so much (0 or above), no further than prices reach.
static const int64_t reach = ((int64_t)1 << 62) - 1;
static int64_t less(int64_t price, int64_t by) {
    return by > price + reach ? -reach : price - by;
}
static int64_t more(int64_t price, int64_t by) {
    return by > reach - price ? reach : price + by;
}

// Where the stop of an entry at this price stands. Nearer than the far touch it would be hit at
// once; when the entry fills that is the spread behind its price. The basis points are of the
// price without its sign.
static int64_t stop_price(const rsi *r, int side, int64_t price) {
    const int64_t tick = r->base.definition.tick, bps = r->settings.stop;
    const int64_t bid = r->memory.bid, ask = r->memory.ask;
    const int64_t size = price < 0 ? -price : price, spread = ask > bid ? ask - bid : 0;
    const int64_t part = size / 10000 * bps + size % 10000 * bps / 10000;
    const int64_t distance = part < tick ? tick : part;
    const int64_t stop = side == TENON_BUY ? less(less(price, spread), distance)
                                           : more(more(price, spread), distance);
    return tenon_to_tick(stop, tick, side);  // away from the entry
}

// An entry of this quantity, and the stop that follows it.
static void enter(rsi *r, int side, int64_t quantity) {
    tenon_plugin *base = &r->base;
    const int64_t tick = base->definition.tick;
    const int is_limit = r->settings.entry == RSI_LIMIT, is_buy = side == TENON_BUY;
    const uint64_t link = tenon_plugin_link(base);
    int64_t price = is_buy ? r->memory.ask : r->memory.bid;
    if (is_limit) {
        int64_t offset = 0;
        if (tenon_product(r->settings.offset, 0, tick, 0, 0, TENON_ROUND_EXACT, &offset)
            != TENON_OK) {
            offset = reach;
        }
        price = is_buy ? less(r->memory.bid, offset) : more(r->memory.ask, offset);
        price = tenon_to_tick(price, tick, side);
    }
    tenon_intent *entry =
        tenon_plugin_new(base, side, is_limit ? TENON_LIMIT : TENON_MARKET, quantity);
    if (entry == 0) {
        return;
    }
    entry->tag = ENTRY;
    entry->px = is_limit ? price : TENON_NONE;
    if (r->settings.stop == 0) {
        return;
    }
    const int other = is_buy ? TENON_SELL : TENON_BUY;
    tenon_intent *stop = tenon_plugin_new(base, other, TENON_STOP, quantity);
    if (stop != 0) {
        stop->tag = STOP;
        stop->stop_px = stop_price(r, side, price);
        stop->flags = TENON_ORDER_REDUCE_ONLY;
        entry->link = stop->link = link;
        entry->contingency = stop->contingency = TENON_CONTINGENCY_OTO;
    }
}

static void decide(tenon_plugin *base) {
    rsi *r = (rsi *)base;
    const int want = r->memory.want;
    const int side = want > 0 ? TENON_BUY : TENON_SELL;
    const int64_t position = base->position;
    const int is_wrong = position != 0 && (position > 0) != (want > 0);
    const int must_close = position != 0 && (want == 0 || is_wrong);
    int64_t closing = 0, entering = 0;
    int is_blocked = 0;
    for (uint32_t i = 0; i < base->open_count; i++) {
        tenon_plugin_order *order = &base->open[i];
        if (order->tag == EXIT) {
            closing += order->leaves;
        } else if (order->tag == ENTRY && (want == 0 || order->side != side)) {
            tenon_plugin_cancel(base, order);
        } else if (order->tag == ENTRY && !order->canceling) {
            entering += order->leaves;
        } else if (order->tag == STOP && must_close && order->side == (position > 0 ? 2 : 1)) {
            tenon_plugin_cancel(base, order);
            is_blocked = 1;
        }
    }
    if (is_blocked) {
        return;  // two orders may not reduce the same position: it goes on when the stop has ended
    }
    const int64_t size = position < 0 ? -position : position;
    if (must_close && size > closing) {
        tenon_intent *exit = tenon_plugin_new(base, position > 0 ? TENON_SELL : TENON_BUY,
                                              TENON_MARKET, size - closing);
        if (exit != 0) {
            exit->tag = EXIT;
            exit->flags = TENON_ORDER_REDUCE_ONLY;
        }
    }
    const int64_t missing = r->units - entering - (must_close ? 0 : size);
    if (want != 0 && missing > 0) {
        enter(r, side, missing);
    }
}

static const char *check(const void *settings) {
    const rsi_settings *s = (const rsi_settings *)settings;
    if (s->oversold >= s->exit) {
        return "config.oversold: is not below exit";
    }
    if (s->exit >= s->overbought) {
        return "config.overbought: is not above exit";
    }
    return s->offset != 0 && s->entry != RSI_LIMIT ? "config.offset: is for entry limit only" : 0;
}

static tenon_status apply(tenon_plugin *base) {
    rsi *r = (rsi *)base;
    const tenon_ev_instrument *def = &base->definition;
    r->units = 0;
    if (def->h.instrument == 0) {
        return TENON_OK;
    }
    const int64_t quantity = r->settings.quantity;
    if (tenon_rescale(quantity, TENON_DECIMAL_EXP, def->qty_exp, TENON_ROUND_EXACT, &r->units)
        != TENON_OK) {
        return tenon_refuse(base->host, TENON_E_INVALID,
                            "config.quantity: no exact multiple of 10^%d of %.64s", def->qty_exp,
                            base->symbol);
    }
    return r->units % def->lot == 0
        ? TENON_OK
        : tenon_refuse(base->host, TENON_E_INVALID,
                       "config.quantity: %.12g is no multiple of the lot %.12g of %.64s",
                       tenon_to_double(quantity, TENON_DECIMAL_EXP),
                       tenon_to_double(def->lot, def->qty_exp), base->symbol);
}

static void reset(tenon_plugin *base) {
    ((rsi *)base)->memory.streams = (uint8_t)streams(base);
}

static int is_memory(const tenon_plugin *base, const void *memory) {
    static const uint8_t zeros[6];
    const rsi_memory *m = (const rsi_memory *)memory;
    return isfinite(m->last) && isfinite(m->gain) && isfinite(m->loss) && m->gain >= 0
        && m->loss >= 0 && m->streams != 0 && (m->streams & ~streams(base)) == 0
        && m->want >= (((const rsi *)base)->settings.shorts ? -1 : 0) && m->want <= 1
        && memcmp(m->reserved, zeros, sizeof zeros) == 0;
}

TENON_SETTINGS_TABLE(settings, RSI_SETTINGS)

TENON_PLUGIN_DESCRIPTOR(descriptor, "dev.tenon.rsi-reversion", "RSI reversion", "0.1.0", "Tenon",
                        "Buys low and sells high by Wilder's relative strength index", "0BSD", "C",
                        RSI_SETTINGS, "[\"NEW\", \"CANCEL\"]")

static const tenon_plugin_type type = {
    .descriptor = &descriptor,
    .settings = settings,
    .settings_count = sizeof settings / sizeof settings[0],
    .size = sizeof(rsi),
    .settings_at = offsetof(rsi, settings),
    .memory_at = offsetof(rsi, memory),
    .memory_size = sizeof(rsi_memory),
    .check = check,
    .is_memory = is_memory,
    .reset = reset,
    .apply = apply,
    .streams = streams,
    .take = take,
    .decide = decide,
};

TENON_PLUGIN_ENTRY(type)
