// SPDX-License-Identifier: 0BSD
//
// What happens at an event. The rules, in full:
//
// A price is the middle of a quote, the close of a complete bar, or the price of a trade.
// Each price p moves both averages: average += 2 / (period + 1) * (p - average). The seed is the
// first price, or the mean of the first `period` prices.
//
// Entry "always": from price number `slow` on the position should be +quantity while fast > slow
// and -quantity (without shorts: 0) while fast < slow; one market order makes up the difference.
// Entry "cross": from price number `slow` + 1 on, when fast comes above slow with nothing held, buy
// up to quantity; when it comes down again with something held, sell it, and quantity more with
// shorts.
//
// What is held is the position the host tells plus what is still open in own orders, so an order
// that was refused counts for nothing. After a refusal it waits until the averages turn.
#include "EMACross.h"

#include <string.h>

#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF  // gcc: -ffp-contract=off; a fused product would round differently
#endif

// Sends a market order for the difference; an effect.
static void trade(ema *e, int64_t difference) {
    if (e->orders_count == EMA_ORDERS_MAX) {
        return;  // too much is open already: look again at the next price
    }
    const int64_t quantity = difference > 0 ? difference : -difference;
    const tenon_intent intent = {
        .size = sizeof intent,
        .op = TENON_OP_NEW,
        .side = difference > 0 ? TENON_BUY : TENON_SELL,
        .otype = TENON_MARKET,
        .tif = TENON_GTC,
        .instrument = e->instrument,
        .def_version = e->definition,
        .intent_id = ++e->memory.last_intent,
        .qty = quantity,
        .px = TENON_NONE,
        .stop_px = TENON_NONE,
        .display_qty = TENON_NONE,
        .min_qty = TENON_NONE,
        .trail = TENON_NONE,
        .limit_offset = TENON_NONE,
        .expire_ns = TENON_NONE,
    };
    e->acted = 1;
    if (e->orders->submit(e->host, &intent, sizeof intent) != TENON_OK) {
        e->memory.waiting = 1;
        return;
    }
    e->orders_open[e->orders_count++] = (ema_order){intent.intent_id, difference};
    e->in_flight += difference;
}

// One average while it has no seed yet.
static void seed(double *average, double *sum, uint8_t *seeded, double k, int64_t period,
                 const ema *e, double price) {
    if (*seeded) {
        *average += k * (price - *average);
    } else if (e->settings.seed == EMA_SEED_FIRST) {
        *average = price;
        *seeded = 1;
    } else {
        *sum += price;
        if (e->memory.count >= (uint64_t)period) {
            *average = *sum / (double)e->memory.count;
            *seeded = 1;
        }
    }
}

// The seeds, and whether orders may follow from now on; 1 when this price completed them.
static int prepare(ema *e, double price) {
    ema_memory *m = &e->memory;
    const ema_settings *set = &e->settings;
    seed(&m->fast, &m->fast_sum, &m->fast_seeded, e->fast_k, set->fast, e, price);
    seed(&m->slow, &m->slow_sum, &m->slow_seeded, e->slow_k, set->slow, e, price);
    m->primed = m->fast_seeded && m->slow_seeded && m->count >= (uint64_t)set->slow;
    return m->primed;
}

// One price, from one of the three kinds of event.
static void on_price(ema *e, double price, uint8_t stream, uint16_t flags) {
    ema_memory *m = &e->memory;
    m->streams = stream;  // with source auto the first kind of price decides
    m->count++;
    const int was_primed = m->primed;
    if (UNLIKELY(!was_primed)) {
        if (!prepare(e, price)) {
            return;
        }
    } else {
        m->fast += e->fast_k * (price - m->fast);
        m->slow += e->slow_k * (price - m->slow);
    }
    const int8_t want = m->fast > m->slow ? 1 : m->fast < m->slow ? -1 : m->want;
    const uint8_t above = m->fast > m->slow;
    const int crossed = was_primed && above != m->above;
    if (want != m->want) {
        m->want = want;
        m->waiting = 0;
    }
    m->above = above;
    if (flags & TENON_EV_WARMUP || e->draining) {
        return;
    }
    const int64_t held = e->position + e->in_flight;
    int64_t difference = 0;
    if (e->settings.entry == EMA_ENTRY_ALWAYS) {
        if (want != 0 && !m->waiting) {
            difference = (want > 0 ? e->units : e->settings.shorts ? -e->units : 0) - held;
        }
    } else if (crossed && above && held <= 0) {
        difference = e->units - held;
    } else if (crossed && !above && held > 0) {
        difference = -held - (e->settings.shorts ? e->units : 0);
    }
    if (UNLIKELY(difference != 0)) {
        trade(e, difference);
    }
}

// The price a mantissa stands for: divided, not multiplied by 0.01, so that it is exactly the
// double nearest to the decimal.
static double price_of(const ema *e, int64_t mantissa) {
    return (double)mantissa / e->divisor * e->factor;
}

static void on_quote(ema *e, const tenon_ev_quote *quote) {
    if (quote->bid_px != TENON_NONE && quote->ask_px != TENON_NONE) {
        const double middle = (price_of(e, quote->bid_px) + price_of(e, quote->ask_px)) * 0.5;
        on_price(e, middle, TENON_STREAM_QUOTES, quote->m.h.flags);
    }
}

static void on_bar(ema *e, const tenon_ev_bar *bar) {
    if (bar->complete && bar->close != TENON_NONE) {
        on_price(e, price_of(e, bar->close), TENON_STREAM_BARS, bar->m.h.flags);
    }
}

static void on_trade(ema *e, const tenon_ev_trade *trade) {
    const int counts = trade->kind < TENON_TRADE_CANCELED
        && !(trade->conditions & TENON_CONDITION_NO_LAST);
    if (counts && trade->px != TENON_NONE) {
        on_price(e, price_of(e, trade->px), TENON_STREAM_TRADES, trade->m.h.flags);
    }
}

// News of an own order: what is open of it counts as held.
static tenon_status on_order(ema *e, const tenon_ev_order *order) {
    const int finished = order->status == TENON_DENIED || order->status == TENON_FILLED
        || order->status == TENON_CANCELED || order->status == TENON_REJECTED
        || order->status == TENON_EXPIRED;
    const int64_t leaves = order->side == TENON_BUY ? order->leaves_qty : -order->leaves_qty;
    const int64_t open = finished ? 0 : leaves;
    uint32_t at = 0;
    while (at < e->orders_count && e->orders_open[at].intent != order->intent_id) {
        at++;
    }
    if (at == e->orders_count) {  // from before a restart, told again in the opening burst
        if (finished || order->intent_id == 0) {
            return TENON_OK;
        }
        if (at == EMA_ORDERS_MAX) {
            return ema_fail(e, TENON_E_LIMIT, "more than %d orders are open", EMA_ORDERS_MAX);
        }
        e->orders_open[e->orders_count++] = (ema_order){order->intent_id, 0};
    }
    e->in_flight += open - e->orders_open[at].open;
    e->orders_open[at].open = open;
    if (finished) {
        e->orders_open[at] = e->orders_open[--e->orders_count];
        if (order->status != TENON_FILLED) {
            e->memory.waiting = 1;
        }
    }
    return TENON_OK;
}

static void on_position(ema *e, const tenon_ev_position *position) {
    if (position->scope == TENON_BOOK_MINE) {
        e->position = position->qty;
    }
}

// A quantity in the exponent of a new definition.
static tenon_status rescale(const ema *e, int64_t *quantity, int32_t from, int32_t to) {
    return tenon_rescale(*quantity, from, to, TENON_ROUND_EXACT, quantity) == TENON_OK
        ? TENON_OK
        : ema_fail(e, TENON_E_INVALID, "config.quantity: no exact multiple of 10^%d of %.64s", to,
                   e->memory.symbol);
}

// Computes what follows from settings and definition; called when one of them changes.
tenon_status ema_apply_settings(ema *e) {
    e->fast_k = 2.0 / (double)(e->settings.fast + 1);
    e->slow_k = 2.0 / (double)(e->settings.slow + 1);
    e->units = e->settings.quantity;
    return e->instrument == 0 ? TENON_OK
                              : rescale(e, &e->units, EMA_QUANTITY_EXP, e->qty_exp);
}

static tenon_status on_instrument(ema *e, const tenon_ev_instrument *def) {
    ema_memory *m = &e->memory;
    const int ours = e->resolved != 0 ? def->h.instrument == e->resolved
        : m->symbol[0] == 0           ? 1
                                      : memcmp(def->symbol, m->symbol, EMA_SYMBOL) == 0;
    if (!ours) {
        return TENON_OK;
    }
    const int first = e->instrument == 0;
    const int8_t before = e->qty_exp;
    e->resolved = e->instrument = def->h.instrument;
    e->definition = def->def_version;
    e->qty_exp = def->qty_exp;
    memcpy(m->symbol, def->symbol, EMA_SYMBOL);
    e->divisor = e->factor = 1;
    for (int exp = def->px_exp; exp < 0; exp++) {
        e->divisor *= 10;
    }
    for (int exp = def->px_exp; exp > 0; exp--) {
        e->factor *= 10;
    }
    tenon_status status = ema_apply_settings(e);
    if (!first && before != e->qty_exp) {
        e->in_flight = 0;
        if (status == TENON_OK) {
            status = rescale(e, &e->position, before, e->qty_exp);
        }
        for (uint32_t i = 0; i < e->orders_count && status == TENON_OK; i++) {
            status = rescale(e, &e->orders_open[i].open, before, e->qty_exp);
            e->in_flight += e->orders_open[i].open;
        }
    }
    return status == TENON_OK && !e->subscribed ? ema_subscribe(e, e->instrument) : status;
}

// Asks for each stream by itself: with source auto one of them is enough. An effect.
tenon_status ema_subscribe(ema *e, uint32_t instrument) {
    tenon_status answer = TENON_E_NOSYS;
    e->acted = 1;
    for (uint32_t stream = 1; stream <= TENON_STREAM_BARS; stream <<= 1) {
        if (ema_streams(&e->settings) & stream) {
            const tenon_status status = e->subscriptions->subscribe(
                e->host, instrument, stream, 0, 0, 0);  // bars of any length the connector has
            if (status == TENON_OK) {
                e->subscribed = 1;
            } else {
                answer = status;
            }
        }
    }
    return e->subscribed ? TENON_OK
                         : ema_fail(e, answer, "%.64s: subscribing was answered with status %d",
                                    e->memory.symbol, answer);
}

// A parameter that does not fit is the operator's mistake: told, and no reason to stop trading.
static void on_parameter(ema *e, const tenon_ev_control *event) {
    if (!ema_is_runtime_parameter(event->id)
        || ema_set_parameter(e, (uint32_t)event->id, event->i64) != TENON_OK) {
        e->host->log(e->host, TENON_LOG_WARNING, tenon_text("parameter refused"));
    }
}

static tenon_status on_event(ema *e, const tenon_ev *event) {
    const int streams = e->memory.streams;
    const int ours = event->instrument == e->instrument && e->instrument != 0;
    if (event->space == TENON_SPACE_MARKET) {
        if (!ours) {
            return TENON_OK;
        }
        if (event->type == TENON_TYPE_QUOTE && streams & TENON_STREAM_QUOTES) {
            on_quote(e, (const tenon_ev_quote *)event);
        } else if (event->type == TENON_TYPE_BAR && streams & TENON_STREAM_BARS) {
            on_bar(e, (const tenon_ev_bar *)event);
        } else if (event->type == TENON_TYPE_TRADE && streams & TENON_STREAM_TRADES) {
            on_trade(e, (const tenon_ev_trade *)event);
        }
    } else if (event->space == TENON_SPACE_ORDER && ours) {
        if (event->type == TENON_TYPE_ORDER) {
            return on_order(e, (const tenon_ev_order *)event);
        }
        if (event->type == TENON_TYPE_POSITION) {
            on_position(e, (const tenon_ev_position *)event);
        }
    } else if (event->space == TENON_SPACE_CONTROL && event->type == TENON_TYPE_PARAM) {
        on_parameter(e, (const tenon_ev_control *)event);
    } else if (event->space == TENON_SPACE_REFERENCE && event->type == TENON_TYPE_INSTRUMENT) {
        return on_instrument(e, (const tenon_ev_instrument *)event);
    }
    return TENON_OK;  // spaces and types this plugin does not know are passed over
}

tenon_status ema_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    ema *e = impl;
    e->acted = 0;
    *consumed = 0;
    const tenon_ev *event = tenon_first(batch);
    while (event != 0 && !e->acted) {
        const tenon_status status = on_event(e, event);
        if (status != TENON_OK) {
            return status;
        }
        ++*consumed;
        event = tenon_next(batch, event);
    }
    return TENON_OK;
}

uint8_t ema_streams(const ema_settings *settings) {
    switch (settings->source) {
    case EMA_SOURCE_QUOTE:
        return TENON_STREAM_QUOTES;
    case EMA_SOURCE_BAR:
        return TENON_STREAM_BARS;
    case EMA_SOURCE_TRADE:
        return TENON_STREAM_TRADES;
    default:
        return TENON_STREAM_QUOTES | TENON_STREAM_BARS;
    }
}

// As after configure, but for the intent counter: it never goes back.
void ema_reset(ema *e) {
    const uint64_t last_intent = e->memory.last_intent;
    memset(&e->memory, 0, sizeof e->memory);
    e->memory.last_intent = last_intent;
    e->memory.streams = ema_streams(&e->settings);
    memcpy(e->memory.symbol, e->settings.symbol, EMA_SYMBOL);
    e->position = e->in_flight = 0;
    e->orders_count = e->resolved = e->instrument = e->definition = 0;
    e->subscribed = e->draining = 0;
}
