// SPDX-License-Identifier: 0BSD
//
// tenon_plugin.h: all that stands around a strategy of one instrument: configuration, parameters,
// state, own orders, lifecycle, factory, entry.
//
// For plugins in C (from C11) and C++ (from C++11) that begin where tenon_simple.h ends. Nothing of
// this is part of the interface: it is compiled into the plugin. A strategy is a struct that begins
// with a tenon_plugin, a settings struct (tenon_settings.h), a memory struct, and a few functions:
//
//   take    sees each event of the instrument. It may only look and remember; when something is to
//           be done it says so with tenon_plugin_act.
//   decide  is called after that, once everything the event caused was told, fills of own orders
//           included. It asks for orders with tenon_plugin_new, _cancel and _replace, which leave
//           together, all or nothing.
//
// The memory struct is what a saved state holds, byte for byte: whole numbers, doubles and arrays
// of them, no pointer, no handle, no hole between members. What the host tells again in its opening
// burst (position, open orders, the definition) is kept here and belongs into no state.
//
// Plugins/Strategies/RSIReversion is the example in C, Plugins/Strategies/MarketMaker in C++.
#ifndef TENON_PLUGIN_H_
#define TENON_PLUGIN_H_

#include <stdlib.h>
#include <tenon_settings.h>

// Own orders that may be open at once, and intents that one decision may make.
enum { TENON_PLUGIN_ORDERS = 64, TENON_PLUGIN_INTENTS = 16 };

// An own order that has not ended.
typedef struct tenon_plugin_order {
    uint64_t intent;
    uint64_t tag;
    uint64_t link;
    int64_t px;
    int64_t stop_px;
    int64_t qty;
    // Still open of it; 0 for one that was just asked for has not occurred yet.
    int64_t leaves;
    // TENON_PENDING …
    uint16_t status;
    uint8_t side;
    uint8_t otype;
    // 1: its cancellation was asked for.
    uint8_t canceling;
    uint8_t reserved0[3];
} tenon_plugin_order;

struct tenon_plugin_type;

// What every instance begins with.
typedef struct tenon_plugin {
    const struct tenon_plugin_type *type;
    const tenon_host *host;
    const tenon_host_orders *orders;
    const tenon_host_subscribe *subscriptions;
    // Highest intent id used; kept over a restart.
    uint64_t last_intent;
    // The instrument's, padded with zeros; empty until one is known.
    char symbol[TENON_SYMBOL];
    // Of the configuration.
    char configured[TENON_SYMBOL];
    // In force; h.instrument is 0 before it has come.
    tenon_ev_instrument definition;
    // As the host told last; above 0 long.
    int64_t position;
    tenon_plugin_order open[TENON_PLUGIN_ORDERS];
    tenon_intent out[TENON_PLUGIN_INTENTS];
    uint32_t open_count;
    uint32_t out_count;
    // Handle found in activate; 0: the definition is awaited.
    uint32_t resolved;
    // Streams that were granted.
    uint32_t subscribed;
    // decide is to be called.
    uint8_t due;
    uint8_t draining;
    // The event at hand had an effect: the batch ends with it.
    uint8_t acted;
    uint8_t reserved0[5];
} tenon_plugin;

// What a strategy is; static. Functions may be NULL but for streams, take and decide.
typedef struct tenon_plugin_type {
    const tenon_descriptor *descriptor;
    const tenon_setting *settings;
    uint64_t settings_count;
    // Of the whole struct, and where in it the settings and the memory are.
    uint64_t size;
    uint64_t settings_at;
    uint64_t memory_at;
    uint64_t memory_size;
    // NULL when these settings go together, else a sentence that begins "config.KEY: ".
    const char *(*check)(const void *settings);
    // Whether bytes can be a memory of this instance: a damaged state must not pass.
    int (*is_memory)(const tenon_plugin *self, const void *memory);
    // The memory as it is at the beginning; it is zeros already.
    void (*reset)(tenon_plugin *self);
    // Computes what follows from settings and definition, called when one of them is new.
    // definition.h.instrument is 0 while it has not come. A failure was told to the host.
    tenon_status (*apply)(tenon_plugin *self);
    // TENON_STREAM_… bits to subscribe to. Any one of them that the host has is enough.
    uint32_t (*streams)(const tenon_plugin *self);
    // An event of the instrument, or a control event. An ORDER event has been entered into `open`.
    // A failure was told to the host.
    tenon_status (*take)(tenon_plugin *self, const tenon_ev *event);
    void (*decide)(tenon_plugin *self);
    // The host did not take what decide asked for; nothing of it exists.
    void (*refused)(tenon_plugin *self, tenon_status status);
} tenon_plugin_type;

// ---- for take ----

// Something is to be done: decide is called when everything that this event caused was told.
// Passed over while history is replayed to warm up, and while the instance comes to rest.
// [in-call, running; in take]
static inline void tenon_plugin_act(tenon_plugin *self, const tenon_ev *event) {
    if ((event->flags & TENON_EV_WARMUP) == 0 && !self->draining) {
        self->due = 1;
    }
}

// Whether an order in this state has ended.
// [any, every state]
static inline int tenon_is_final(uint16_t status) {
    return status == TENON_DENIED || status == TENON_FILLED || status == TENON_CANCELED
        || status == TENON_REJECTED || status == TENON_EXPIRED;
}

// ---- for decide ----

// The own order of this intent that is open, or NULL.
// [any, every state]
static inline tenon_plugin_order *tenon_plugin_find(tenon_plugin *self, uint64_t intent) {
    for (uint32_t i = 0; i < self->open_count; i++) {
        if (self->open[i].intent == intent) {
            return &self->open[i];
        }
    }
    return 0;
}

// What open orders of a type that are not being canceled would still buy, less what they would
// sell. type 0: of every type.
// [any, every state]
static inline int64_t tenon_plugin_open(const tenon_plugin *self, uint8_t otype) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < self->open_count; i++) {
        const tenon_plugin_order *order = &self->open[i];
        if ((otype == 0 || order->otype == otype) && !order->canceling) {
            sum += order->side == TENON_BUY ? order->leaves : -order->leaves;
        }
    }
    return sum;
}

// One more intent, empty but for what each has; NULL when there is no room for it.
// [in-call, running|draining; in decide]
static inline tenon_intent *tenon_plugin_intent_(tenon_plugin *self, uint16_t op) {
    if (self->out_count == TENON_PLUGIN_INTENTS) {
        return 0;
    }
    tenon_intent *intent = &self->out[self->out_count++];
    memset(intent, 0, sizeof *intent);
    intent->size = sizeof *intent;
    intent->op = op;
    intent->instrument = self->definition.h.instrument;
    intent->def_version = self->definition.def_version;
    intent->intent_id = ++self->last_intent;
    intent->px = intent->qty = intent->stop_px = intent->display_qty = TENON_NONE;
    intent->min_qty = intent->trail = intent->limit_offset = intent->expire_ns = TENON_NONE;
    return intent;
}

// Asks for a new order, good till canceled; set what else it needs (px, stop_px, flags, …) in what
// is returned. NULL: there is no room for one more.
// [in-call, running; in decide]
static inline tenon_intent *tenon_plugin_new(tenon_plugin *self, int side, int otype, int64_t qty) {
    uint32_t news = 0;
    for (uint32_t i = 0; i < self->out_count; i++) {
        news += self->out[i].op == TENON_OP_NEW;
    }
    if (self->open_count + news >= TENON_PLUGIN_ORDERS) {
        return 0;
    }
    tenon_intent *intent = tenon_plugin_intent_(self, TENON_OP_NEW);
    if (intent != 0) {
        intent->side = (uint8_t)side;
        intent->otype = (uint8_t)otype;
        intent->tif = TENON_GTC;
        intent->qty = qty;
    }
    return intent;
}

// Asks to cancel an open order, once.
// [in-call, running|draining; in decide]
static inline void tenon_plugin_cancel(tenon_plugin *self, tenon_plugin_order *order) {
    tenon_intent *intent = order->canceling ? 0 : tenon_plugin_intent_(self, TENON_OP_CANCEL);
    if (intent != 0) {
        intent->target = order->intent;
        intent->tag = order->tag;
        order->canceling = 1;
    }
}

// Asks to change an open order; set what is to change (px, stop_px, qty, …) in what is returned.
// NULL: there is no room for one more.
// [in-call, running; in decide]
static inline tenon_intent *tenon_plugin_replace(tenon_plugin *self,
                                                 const tenon_plugin_order *order) {
    tenon_intent *intent = tenon_plugin_intent_(self, TENON_OP_REPLACE);
    if (intent != 0) {
        intent->target = order->intent;
        intent->tag = order->tag;
        intent->side = order->side;
        intent->otype = order->otype;
    }
    return intent;
}

// A number for tenon_intent.link that no other group has.
// [in-call, running; in decide]
static inline uint64_t tenon_plugin_link(const tenon_plugin *self) {
    return self->last_intent + 1;
}

// Rounds a price to the tick: down for a side that buys, up for one that sells, so that an order
// never becomes more aggressive by it.
// [any, every state]
static inline int64_t tenon_to_tick(int64_t px, int64_t tick, int side) {
    const int64_t rest = px % tick, below = rest < 0 ? rest + tick : rest;
    return px - below + (below != 0 && side == TENON_SELL ? tick : 0);
}

// ---- own orders and what the host tells ----

// Hands over what decide asked for.
// [in-call, running|draining; inside on_batch]
static inline void tenon_plugin_submit_(tenon_plugin *self) {
    const uint32_t count = self->out_count;
    self->out_count = 0;
    if (count == 0) {
        return;
    }
    self->acted = 1;
    const tenon_status status =
        self->orders->submit(self->host, self->out, count * sizeof(tenon_intent));
    if (status != TENON_OK) {
        for (uint32_t i = 0; i < count; i++) {
            tenon_plugin_order *order = tenon_plugin_find(self, self->out[i].target);
            if (order != 0 && self->out[i].op == TENON_OP_CANCEL) {
                order->canceling = 0;
            }
        }
        self->host->log(self->host, TENON_LOG_WARNING, tenon_text("submit took no order"));
        if (self->type->refused != 0) {
            self->type->refused(self, status);
        }
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const tenon_intent *intent = &self->out[i];
        if (intent->op == TENON_OP_NEW) {
            tenon_plugin_order *order = &self->open[self->open_count++];
            memset(order, 0, sizeof *order);
            order->intent = intent->intent_id;
            order->tag = intent->tag;
            order->link = intent->link;
            order->px = intent->px;
            order->stop_px = intent->stop_px;
            order->qty = order->leaves = intent->qty;
            order->status = TENON_PENDING;
            order->side = intent->side;
            order->otype = intent->otype;
        }
    }
}

// Calls decide, or when the instance comes to rest cancels what is open.
// [in-call, running|draining; inside on_batch]
static inline void tenon_plugin_turn_(tenon_plugin *self) {
    self->due = 0;
    if (!self->draining) {
        self->type->decide(self);
    } else {
        for (uint32_t i = 0; i < self->open_count; i++) {
            tenon_plugin_cancel(self, &self->open[i]);
        }
    }
    tenon_plugin_submit_(self);
}

// Enters news of an own order.
// [in-call, running|draining; inside on_batch]
static inline tenon_status tenon_plugin_order_(tenon_plugin *self, const tenon_ev_order *news) {
    tenon_plugin_order *order = tenon_plugin_find(self, news->intent_id);
    if (order == 0) {  // from before a restart, told again in the opening burst
        if (news->intent_id == 0 || tenon_is_final(news->status)) {
            return TENON_OK;
        }
        if (self->open_count == TENON_PLUGIN_ORDERS) {
            return tenon_refuse(self->host, TENON_E_LIMIT, "more than %d own orders are open",
                                TENON_PLUGIN_ORDERS);
        }
        order = &self->open[self->open_count++];
        memset(order, 0, sizeof *order);
        order->intent = news->intent_id;
    }
    order->tag = news->tag;
    order->link = news->link;
    order->px = news->px;
    order->stop_px = news->stop_px;
    order->qty = news->qty;
    order->leaves = news->leaves_qty;
    order->status = news->status;
    order->side = news->side;
    order->otype = news->otype;
    if (news->change == TENON_CH_CANCEL_REJECTED) {
        order->canceling = 0;
    }
    if (tenon_is_final(news->status)) {
        // The rest stays in the order of sending: what is done to all is done in that order.
        const uint32_t behind = --self->open_count - (uint32_t)(order - self->open);
        memmove(order, order + 1, behind * sizeof *order);
    }
    return TENON_OK;
}

// A mantissa in the exponent of a new definition; TENON_NONE stays.
// [any, every state]
static inline int tenon_plugin_rescale_(int64_t *value, int32_t from, int32_t to) {
    return *value == TENON_NONE
        || tenon_rescale(*value, from, to, TENON_ROUND_EXACT, value) == TENON_OK;
}

// Asks for each stream by itself: any one of them is enough. An effect.
// [in-call, configured|running]
static inline tenon_status tenon_plugin_subscribe_(tenon_plugin *self, uint32_t instrument) {
    const uint32_t wanted = self->type->streams(self);
    tenon_status answer = TENON_E_NOSYS;
    self->acted = 1;
    for (uint32_t stream = 1; stream <= TENON_STREAM_STATUS; stream <<= 1) {
        if ((wanted & stream) != 0) {
            const tenon_status status =
                self->subscriptions->subscribe(self->host, instrument, stream, 0, 0, 0);
            if (status == TENON_OK) {
                self->subscribed |= stream;
            } else {
                answer = status;
            }
        }
    }
    return self->subscribed != 0
        ? TENON_OK
        : tenon_refuse(self->host, answer, "%.64s: subscribing was answered with status %d",
                       self->symbol, (int)answer);
}

// [in-call, configured|running]
static inline tenon_status tenon_plugin_apply_(tenon_plugin *self) {
    return self->type->apply != 0 ? self->type->apply(self) : TENON_OK;
}

// Takes a definition; what is held and open is brought to its exponents.
// [in-call, running|draining; inside on_batch]
static inline tenon_status tenon_plugin_define_(tenon_plugin *self,
                                                const tenon_ev_instrument *def) {
    const int ours = self->resolved != 0 ? def->h.instrument == self->resolved
        : self->symbol[0] == 0           ? 1
                                         : memcmp(def->symbol, self->symbol, TENON_SYMBOL) == 0;
    if (!ours) {
        return TENON_OK;
    }
    const tenon_ev_instrument before = self->definition;
    self->resolved = def->h.instrument;
    self->definition = *def;
    memcpy(self->symbol, def->symbol, TENON_SYMBOL);
    int fits = 1;
    if (before.h.instrument != 0) {
        fits = tenon_plugin_rescale_(&self->position, before.qty_exp, def->qty_exp);
        for (uint32_t i = 0; i < self->open_count; i++) {
            tenon_plugin_order *order = &self->open[i];
            fits = fits && tenon_plugin_rescale_(&order->qty, before.qty_exp, def->qty_exp)
                && tenon_plugin_rescale_(&order->leaves, before.qty_exp, def->qty_exp)
                && tenon_plugin_rescale_(&order->px, before.px_exp, def->px_exp)
                && tenon_plugin_rescale_(&order->stop_px, before.px_exp, def->px_exp);
        }
    }
    if (!fits) {
        return tenon_refuse(self->host, TENON_E_LIMIT,
                            "%.64s: what is open does not fit the new definition's exponents",
                            self->symbol);
    }
    const tenon_status status = tenon_plugin_apply_(self);
    return status == TENON_OK && self->subscribed == 0
        ? tenon_plugin_subscribe_(self, def->h.instrument)
        : status;
}

// ---- parameters: "tenon.params/1" ----

// [any, every state]
static inline int64_t *tenon_plugin_values_(tenon_plugin *self) {
    return (int64_t *)(void *)((uint8_t *)self + self->type->settings_at);
}

// The setting of a parameter, whose id is its place counted from 1; NULL is told to the host.
// [in-call, created and later]
static inline const tenon_setting *tenon_plugin_setting_(const tenon_plugin *self, uint64_t id) {
    if (id >= 1 && id <= self->type->settings_count) {
        return &self->type->settings[id - 1];
    }
    tenon_refuse(self->host, TENON_E_INVALID, "parameter %llu is unknown", (unsigned long long)id);
    return 0;
}

// Sets a value, or leaves everything as it was.
// [in-call, configured|activated|running|paused|draining]
static inline tenon_status tenon_plugin_set_(tenon_plugin *self, uint64_t id, int64_t value) {
    const tenon_setting *about = tenon_plugin_setting_(self, id);
    if (about == 0) {
        return TENON_E_INVALID;
    }
    int64_t *const values = tenon_plugin_values_(self);
    const int64_t before = values[id - 1];
    const char *why = value < about->least || value > about->most ? "is out of range" : 0;
    values[id - 1] = why != 0 ? before : value;
    if (why == 0 && self->type->check != 0) {
        why = self->type->check(values);
    }
    tenon_status status = TENON_OK;
    if (why != 0) {
        status = tenon_refuse(self->host, TENON_E_INVALID, "%s: %s", about->name, why);
    } else {
        status = tenon_plugin_apply_(self);
    }
    if (status != TENON_OK) {
        values[id - 1] = before;
        (void)tenon_plugin_apply_(self);
    }
    return status;
}

// [ctl, created and later]
static inline uint32_t tenon_plugin_count_(void *impl) {
    return (uint32_t)((const tenon_plugin *)impl)->type->settings_count;
}

// [in-call, created and later]
static inline tenon_param_value tenon_plugin_value_(const tenon_setting *about, int64_t value) {
    tenon_param_value out = {sizeof out, about->type, about->exp, 0, value, 0};
    return out;
}

// [ctl, created and later]
static inline tenon_status tenon_plugin_info_(void *impl, uint32_t index, tenon_param_info *out) {
    const tenon_plugin *self = (const tenon_plugin *)impl;
    const tenon_setting *about = tenon_plugin_setting_(self, (uint64_t)index + 1);
    if (about == 0) {
        return TENON_E_INVALID;
    }
    if (out->size < sizeof *out) {
        return tenon_refuse(self->host, TENON_E_TOOSMALL, "no room for a tenon_param_info");
    }
    const tenon_param_info info = {
        sizeof info, index + 1, about->when, about->type, about->exp, 0, tenon_text(about->name),
        tenon_text(about->about), tenon_text(""), tenon_text(about->unit),
        tenon_text(about->choices), tenon_plugin_value_(about, about->least),
        tenon_plugin_value_(about, about->most), tenon_plugin_value_(about, 1),
        tenon_plugin_value_(about, about->initial)};
    *out = info;
    return TENON_OK;
}

// [ctl, configured|activated|running|paused|draining]
static inline tenon_status tenon_plugin_get_(void *impl, uint32_t id, tenon_param_value *out) {
    tenon_plugin *self = (tenon_plugin *)impl;
    const tenon_setting *about = tenon_plugin_setting_(self, id);
    if (about == 0) {
        return TENON_E_INVALID;
    }
    if (out->size < sizeof *out) {
        return tenon_refuse(self->host, TENON_E_TOOSMALL, "no room for a tenon_param_value");
    }
    *out = tenon_plugin_value_(about, tenon_plugin_values_(self)[id - 1]);
    return TENON_OK;
}

// The number in a value, in the exponent of the setting.
// [in-call, created and later]
static inline tenon_status tenon_plugin_number_(const tenon_plugin *self, uint32_t id,
                                                const tenon_param_value *value, int64_t *out) {
    const tenon_setting *about = tenon_plugin_setting_(self, id);
    if (about == 0) {
        return TENON_E_INVALID;
    }
    if (value->type != about->type
        || tenon_rescale(value->i64, value->exp, about->exp, TENON_ROUND_EXACT, out) != TENON_OK
        || *out < about->least || *out > about->most) {
        return tenon_refuse(self->host, TENON_E_INVALID, "%s: another type, or out of range",
                            about->name);
    }
    return TENON_OK;
}

// [ctl, configured|activated|paused]
static inline tenon_status tenon_plugin_set_value_(void *impl, uint32_t id,
                                                   const tenon_param_value *value) {
    int64_t n = 0;
    const tenon_status status = tenon_plugin_number_((tenon_plugin *)impl, id, value, &n);
    return status == TENON_OK ? tenon_plugin_set_((tenon_plugin *)impl, id, n) : status;
}

// [ctl, created and later; between batches]
static inline tenon_status tenon_plugin_to_text_(void *impl, uint32_t id,
                                                 const tenon_param_value *value,
                                                 const tenon_sink *out) {
    const tenon_plugin *self = (const tenon_plugin *)impl;
    char text[64];
    int64_t n = 0;
    const tenon_status status = tenon_plugin_number_(self, id, value, &n);
    if (status != TENON_OK) {
        return status;
    }
    const int length = tenon_setting_text(&self->type->settings[id - 1], n, text, sizeof text);
    return out->write(out->ctx, text, (uint64_t)length);
}

// [ctl, created and later; between batches]
static inline tenon_status tenon_plugin_from_text_(void *impl, uint32_t id, tenon_str text,
                                                   tenon_param_value *out) {
    const tenon_plugin *self = (const tenon_plugin *)impl;
    const tenon_setting *about = tenon_plugin_setting_(self, id);
    int64_t n = 0;
    if (about == 0) {
        return TENON_E_INVALID;
    }
    if (!tenon_setting_value(about, text, &n)) {
        return tenon_refuse(self->host, TENON_E_INVALID, "%s: no such value: %.*s", about->name,
                            (int)(text.len < 64 ? text.len : 64), text.len != 0 ? text.ptr : "");
    }
    if (out->size < sizeof *out) {
        return tenon_refuse(self->host, TENON_E_TOOSMALL, "no room for a tenon_param_value");
    }
    *out = tenon_plugin_value_(about, n);
    return TENON_OK;
}

// ---- state: "tenon.state/1": last_intent, symbol, due, the memory ----

enum { TENON_STATE_HEAD_ = 8 + TENON_SYMBOL + 8 };

// [in-call, created and later]
static inline tenon_status tenon_plugin_schema_(const tenon_plugin *self, uint32_t schema) {
    const uint32_t own = self->type->descriptor->state_writes;
    return schema == own ? TENON_OK
                         : tenon_refuse(self->host, TENON_E_VERSION, "state: schema %u is not %u",
                                        (unsigned)schema, (unsigned)own);
}

// [ctl, activated|running|paused|draining; between batches]
static inline tenon_status tenon_plugin_save_(void *impl, const tenon_sink *out, uint32_t schema) {
    const tenon_plugin *self = (const tenon_plugin *)impl;
    uint8_t head[TENON_STATE_HEAD_];
    tenon_status status = tenon_plugin_schema_(self, schema);
    if (status != TENON_OK) {
        return status;
    }
    memset(head, 0, sizeof head);
    memcpy(head, &self->last_intent, 8);
    memcpy(head + 8, self->symbol, TENON_SYMBOL);
    head[8 + TENON_SYMBOL] = self->due && !self->draining;
    status = out->write(out->ctx, head, sizeof head);
    if (status == TENON_OK) {
        status = out->write(out->ctx, (const uint8_t *)impl + self->type->memory_at,
                            self->type->memory_size);
    }
    return status == TENON_OK
        ? status
        : tenon_refuse(self->host, status, "state: the host did not take the bytes");
}

// Visible ASCII, then zeros.
// [any, every state]
static inline int tenon_plugin_is_symbol_(const char *symbol) {
    for (int i = 0; i < TENON_SYMBOL; i++) {
        const char c = symbol[i];
        if (c != 0 && (c <= 32 || c >= 127 || (i > 0 && symbol[i - 1] == 0))) {
            return 0;
        }
    }
    return 1;
}

// Judges the bytes of a state and takes them, or leaves all as it is.
// [ctl, configured|activated]
static inline tenon_status tenon_plugin_restore_(tenon_plugin *self, const uint8_t *bytes,
                                                 uint64_t length) {
    const tenon_plugin_type *type = self->type;
    char symbol[TENON_SYMBOL];
    if (length != TENON_STATE_HEAD_ + type->memory_size) {
        return tenon_refuse(self->host, TENON_E_INVALID, "state: %llu bytes are not one of mine",
                            (unsigned long long)length);
    }
    memcpy(symbol, bytes + 8, TENON_SYMBOL);
    const char *own = self->configured;
    uint64_t due = 0;
    memcpy(&due, bytes + 8 + TENON_SYMBOL, 8);
    if (!tenon_plugin_is_symbol_(symbol) || due > 1
        || (type->is_memory != 0 && !type->is_memory(self, bytes + TENON_STATE_HEAD_))) {
        return tenon_refuse(self->host, TENON_E_INVALID,
                            "state: these bytes are not one of mine, or of other settings");
    }
    if (own[0] != 0 && symbol[0] != 0 && memcmp(own, symbol, TENON_SYMBOL) != 0) {
        return tenon_refuse(self->host, TENON_E_INVALID,
                            "state: is of %.64s, the configuration of %.64s", symbol, own);
    }
    memcpy(&self->last_intent, bytes, 8);
    self->due = (uint8_t)due;
    if (symbol[0] != 0) {
        memcpy(self->symbol, symbol, TENON_SYMBOL);
    }
    memcpy((uint8_t *)self + type->memory_at, bytes + TENON_STATE_HEAD_, type->memory_size);
    return tenon_plugin_apply_(self);
}

// [ctl, configured|activated]
static inline tenon_status tenon_plugin_load_(void *impl, const tenon_source *in, uint32_t schema) {
    tenon_plugin *self = (tenon_plugin *)impl;
    const uint64_t room = TENON_STATE_HEAD_ + self->type->memory_size + 1;
    uint64_t length = 0;
    tenon_status status = tenon_plugin_schema_(self, schema);
    // One byte more than there may be. calloc, so that a double in it lies on its boundary.
    uint8_t *bytes = status == TENON_OK ? (uint8_t *)calloc(1, room) : 0;
    if (bytes == 0) {
        return status != TENON_OK ? status
                                  : tenon_refuse(self->host, TENON_E_LIMIT, "out of memory");
    }
    int64_t n = 1;
    while (length < room && n > 0) {  // reads may be short
        n = in->read(in->ctx, bytes + length, room - length);
        length += n > 0 ? (uint64_t)n : 0;
    }
    status = n < 0 ? tenon_refuse(self->host, (tenon_status)n, "state: reading it failed")
                   : tenon_plugin_restore_(self, bytes, length);
    free(bytes);
    return status;
}

// Four FNV-1a sums with different starts: it finds a difference, no more.
// [ctl, configured|activated|running|paused|draining; between batches]
static inline tenon_status tenon_plugin_digest_(void *impl, uint8_t *out32) {
    const tenon_plugin *self = (const tenon_plugin *)impl;
    const uint8_t *parts[3] = {(const uint8_t *)&self->last_intent, (const uint8_t *)self->symbol,
                               (const uint8_t *)impl + self->type->memory_at};
    const uint64_t sizes[3] = {8, TENON_SYMBOL, self->type->memory_size};
    for (uint64_t lane = 0; lane < 4; lane++) {
        uint64_t sum = 0xcbf29ce484222325U ^ lane;
        for (int part = 0; part < 3; part++) {
            for (uint64_t i = 0; i < sizes[part]; i++) {
                sum = (sum ^ parts[part][i]) * 0x100000001b3U;
            }
        }
        memcpy(out32 + 8 * lane, &sum, 8);
    }
    return TENON_OK;
}

// ---- the life of an instance ----

// As after configure, but for the intent counter: it never goes back.
// [in-call, created and later]
static inline void tenon_plugin_reset_(tenon_plugin *self) {
    memset((uint8_t *)self + self->type->memory_at, 0, self->type->memory_size);
    memcpy(self->symbol, self->configured, TENON_SYMBOL);
    memset(&self->definition, 0, sizeof self->definition);
    self->position = 0;
    self->open_count = self->out_count = self->resolved = self->subscribed = 0;
    self->due = self->draining = self->acted = 0;
    if (self->type->reset != 0) {
        self->type->reset(self);
    }
}

// [ctl, created|configured]
static inline tenon_status tenon_plugin_configure_(void *impl, tenon_str json) {
    tenon_plugin *self = (tenon_plugin *)impl;
    const uint64_t size = self->type->settings_count * sizeof(int64_t);
    int64_t values[64];
    char symbol[TENON_SYMBOL];
    const tenon_status status =
        tenon_settings_read(self->host, json, self->type->settings,
                            (uint32_t)self->type->settings_count, symbol, values);
    if (status != TENON_OK) {
        return status;
    }
    const char *why = self->type->check != 0 ? self->type->check(values) : 0;
    if (why != 0) {
        return tenon_refuse(self->host, TENON_E_INVALID, "%s", why);
    }
    memcpy(tenon_plugin_values_(self), values, size);
    memcpy(self->configured, symbol, TENON_SYMBOL);
    tenon_plugin_reset_(self);
    return TENON_OK;
}

// [ctl, configured]
static inline tenon_status tenon_plugin_activate_(void *impl) {
    tenon_plugin *self = (tenon_plugin *)impl;
    const tenon_host *host = self->host;
    self->orders = (const tenon_host_orders *)host->get_ext(host, TENON_EXT_HOST_ORDERS);
    self->subscriptions =
        (const tenon_host_subscribe *)host->get_ext(host, TENON_EXT_HOST_SUBSCRIBE);
    if (self->orders == 0) {
        return tenon_refuse(host, TENON_E_PERMISSION, "needs orders: grant them in permissions");
    }
    if (self->subscriptions == 0) {
        return tenon_refuse(host, TENON_E_PERMISSION, "needs market data: grant instruments");
    }
    tenon_status status = tenon_plugin_apply_(self);
    const char *end = (const char *)memchr(self->symbol, 0, TENON_SYMBOL);
    tenon_str symbol = {self->symbol, (uint64_t)TENON_SYMBOL};
    if (end != 0) {
        symbol.len = (uint64_t)(end - self->symbol);
    }
    uint32_t handle = 0;
    // Not defined yet: the definition comes in the opening burst.
    if (status == TENON_OK && symbol.len != 0
        && self->subscriptions->resolve(host, symbol, &handle) == TENON_OK) {
        self->resolved = handle;
        status = tenon_plugin_subscribe_(self, handle);
    }
    return status;
}

// [ctl, activated]
static inline tenon_status tenon_plugin_start_(void *impl, uint64_t first_seq) {
    (void)impl;
    (void)first_seq;  // positions and open orders come in the opening burst
    return TENON_OK;
}

// [ctl, running|draining]
static inline tenon_status tenon_plugin_drain_(void *impl, int64_t deadline_ns) {
    tenon_plugin *self = (tenon_plugin *)impl;
    (void)deadline_ns;
    if (!self->draining) {
        self->draining = self->due = 1;  // the next turn cancels what is open
        self->host->wake(self->host);
    }
    return self->open_count == 0 ? TENON_OK : TENON_E_AGAIN;
}

// [ctl, activated|running|paused|draining]
static inline void tenon_plugin_deactivate_(void *impl) {
    tenon_plugin_reset_((tenon_plugin *)impl);
}

// [ctl, every state]
static inline void tenon_plugin_destroy_(void *impl) {
    free(impl);
}

// [any, created and later]
static inline const void *tenon_plugin_get_ext_(void *impl, const char *id) {
    static const tenon_state state = {sizeof(tenon_state), 0, tenon_plugin_save_,
                                      tenon_plugin_load_, tenon_plugin_digest_};
    static const tenon_params params = {sizeof(tenon_params), 0, tenon_plugin_count_,
                                        tenon_plugin_info_, tenon_plugin_get_,
                                        tenon_plugin_set_value_, tenon_plugin_to_text_,
                                        tenon_plugin_from_text_};
    (void)impl;
    return strcmp(id, TENON_EXT_STATE) == 0 ? (const void *)&state
        : strcmp(id, TENON_EXT_PARAMS) == 0 ? (const void *)&params
                                            : 0;
}

// ---- events ----

// [lane, running|draining]
static inline tenon_status tenon_plugin_event_(tenon_plugin *self, const tenon_ev *event) {
    const uint32_t own = self->definition.h.instrument;
    if (event->space == TENON_SPACE_REFERENCE) {
        return event->type == TENON_TYPE_INSTRUMENT
            ? tenon_plugin_define_(self, (const tenon_ev_instrument *)(const void *)event)
            : TENON_OK;
    }
    if (event->space == TENON_SPACE_CONTROL) {
        if (event->type == TENON_TYPE_PARAM) {
            const tenon_ev_control *news = (const tenon_ev_control *)(const void *)event;
            const tenon_setting *about = tenon_plugin_setting_(self, news->id);
            // One that does not fit is the operator's mistake: told, and no reason to stop trading.
            if (about == 0 || (about->when & TENON_PARAM_RUNTIME) == 0
                || tenon_plugin_set_(self, news->id, news->i64) != TENON_OK) {
                self->host->log(self->host, TENON_LOG_WARNING, tenon_text("parameter refused"));
            }
        }
        return event->instrument == 0 || event->instrument == own ? self->type->take(self, event)
                                                                  : TENON_OK;
    }
    if (event->instrument != own || own == 0 || event->space > TENON_SPACE_ORDER) {
        return TENON_OK;
    }
    if (event->space == TENON_SPACE_ORDER && event->type == TENON_TYPE_ORDER) {
        const tenon_status status =
            tenon_plugin_order_(self, (const tenon_ev_order *)(const void *)event);
        if (status != TENON_OK) {
            return status;
        }
    } else if (event->space == TENON_SPACE_ORDER && event->type == TENON_TYPE_POSITION) {
        const tenon_ev_position *news = (const tenon_ev_position *)(const void *)event;
        if (news->scope == TENON_BOOK_MINE) {
            self->position = news->qty;
        }
    }
    return self->type->take(self, event);
}

// A batch ends behind the event that something is to be done at: the host then tells what the
// event caused, and answers wake with an empty batch, in which decide is called. Should a market
// event come before that, decide is called before it.
// [lane, running|draining]
static inline tenon_status tenon_plugin_on_batch_(void *impl, const tenon_batch *batch,
                                                  uint32_t *consumed) {
    tenon_plugin *self = (tenon_plugin *)impl;
    self->acted = 0;
    *consumed = 0;
    if (batch->count == 0 && self->due) {
        tenon_plugin_turn_(self);
    }
    for (const tenon_ev *event = tenon_first(batch); event != 0; event = tenon_next(batch, event)) {
        if (self->due && event->space == TENON_SPACE_MARKET) {
            tenon_plugin_turn_(self);
        }
        const uint8_t was_due = self->due;
        const tenon_status status = tenon_plugin_event_(self, event);
        if (status != TENON_OK) {
            return status;
        }
        ++*consumed;
        if (self->due && !was_due) {
            self->host->wake(self->host);
            break;
        }
        if (self->acted) {
            break;
        }
    }
    return TENON_OK;
}

// ---- the factory ----

// [ctl, loaded]
static inline tenon_status tenon_plugin_create_(const tenon_plugin_type *type, const char *id,
                                                const tenon_host *host, tenon_instance *out) {
    static const tenon_lifecycle life = {
        sizeof(tenon_lifecycle), 0, tenon_plugin_configure_, tenon_plugin_activate_,
        tenon_plugin_start_, tenon_plugin_drain_, tenon_plugin_deactivate_, tenon_plugin_destroy_,
        tenon_plugin_get_ext_};
    static const tenon_strategy table = {sizeof(tenon_strategy), 0, tenon_plugin_on_batch_};
    if (!tenon_is_word(type->descriptor->id, id)) {
        return tenon_refuse(host, TENON_E_INVALID, "this library has no plugin of that id");
    }
    if (out->size < sizeof(tenon_instance)) {
        return tenon_refuse(host, TENON_E_TOOSMALL, "no room for a tenon_instance");
    }
    tenon_plugin *self = (tenon_plugin *)calloc(1, type->size);
    if (self == 0) {
        return tenon_refuse(host, TENON_E_LIMIT, "out of memory");
    }
    self->type = type;
    self->host = host;
    for (uint64_t i = 0; i < type->settings_count; i++) {
        tenon_plugin_values_(self)[i] = type->settings[i].initial;
    }
    tenon_plugin_reset_(self);
    const tenon_instance instance = {sizeof instance, TENON_KIND_STRATEGY, self, &life, &table};
    *out = instance;
    return TENON_OK;
}

// A literal as a static tenon_str, for descriptors.
#define TENON_STR(literal) {literal, sizeof literal - 1}

// A descriptor for a strategy of this header: id, version, what stands beside them, and the
// operations it asks for, as a JSON list ("[\"NEW\", \"CANCEL\"]").
#define TENON_PLUGIN_DESCRIPTOR(NAME, ID, TITLE, VERSION, VENDOR, SUMMARY, LICENCE, LANGUAGE,      \
                                SETTINGS, OPERATIONS)                                              \
    static const tenon_descriptor NAME = {                                                         \
        sizeof(tenon_descriptor), TENON_KIND_STRATEGY, TENON_STR(ID), TENON_STR(TITLE),            \
        TENON_STR(VERSION), 0, 0, TENON_STR(VENDOR), TENON_STR(SUMMARY), TENON_STR(LICENCE),       \
        TENON_STR(LANGUAGE), TENON_STR(TENON_SETTINGS_SCHEMA(SETTINGS)),                           \
        TENON_STR("{\"instruments\": [\"*\"], \"orders\": {\"ops\": " OPERATIONS "}}"), 1, 1,      \
        TENON_STR("tenon.state/1\ntenon.params/1"), TENON_STR("")};

// The factory and the entry of a library that holds this one strategy; once, at the end of a file.
#define TENON_PLUGIN_ENTRY(TYPE)                                                                   \
    static uint32_t tenon_entry_count_(void) { return 1; }                                         \
    static const tenon_descriptor *tenon_entry_describe_(uint32_t i) {                             \
        return i == 0 ? (TYPE).descriptor : 0;                                                     \
    }                                                                                              \
    static tenon_status tenon_entry_create_(const char *id, const tenon_host *host,                \
                                            tenon_instance *out) {                                 \
        return tenon_plugin_create_(&(TYPE), id, host, out);                                       \
    }                                                                                              \
    static const void *tenon_entry_factory_(const char *id) {                                      \
        static const tenon_factory factory = {sizeof(tenon_factory), 0, tenon_entry_count_,        \
                                              tenon_entry_describe_, tenon_entry_create_};         \
        return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : 0;                                  \
    }                                                                                              \
    TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host,                           \
                                            const tenon_entry **out) {                             \
        static const tenon_entry entry = {sizeof(tenon_entry), TENON_ABI_MAJOR, TENON_ABI_MINOR,   \
                                          0, tenon_entry_factory_};                                \
        if (host->abi_major != TENON_ABI_MAJOR) {                                                  \
            return TENON_E_VERSION;                                                                \
        }                                                                                          \
        *out = &entry;                                                                             \
        return TENON_OK;                                                                           \
    }

#endif
