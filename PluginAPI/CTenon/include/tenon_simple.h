// SPDX-License-Identifier: 0BSD
//
// tenon_simple.h: all that stands around a strategy of quotes in and market orders out.
//
// For first strategies and experiments in C. A strategy says what one instance keeps, what it does
// at a quote, and its name; it sees the quotes of every instrument that plugins.yaml lists for it.
// Nothing of this is part of the interface: it is compiled into the plugin and uses <tenon.h> only,
// where all else is found that a strategy may want (configuration, bars, timers, state).
//
//   typedef struct { int64_t last; } memory;                       // zeros at the start
//   static void on_quote(tenon_simple *self, memory *mine, const tenon_ev_quote *quote) { … }
//   TENON_SIMPLE_STRATEGY("my.strategy", "1.0.0", memory, on_quote)
#ifndef TENON_SIMPLE_H
#define TENON_SIMPLE_H

#ifdef __cplusplus
#error "tenon_simple.h is C; from C++ fill the tables of <tenon.h>"
#endif

#include <stdlib.h>
#include <string.h>
#include <tenon.h>

// Handles of instruments that an instance can trade: those below this number.
enum { TENON_SIMPLE_INSTRUMENTS = 1024 };

// One instance, as the host sees it.
typedef struct tenon_simple {
    const tenon_host *host;
    // Of the last order; the number that names it.
    uint64_t intent;
    // By instrument: the version of its definition; 0 before it has come.
    uint32_t versions[TENON_SIMPLE_INSTRUMENTS];
    // What is held of it, a quantity mantissa; negative when short.
    int64_t held[TENON_SIMPLE_INSTRUMENTS];
    // The event at hand had an effect, so the batch ends with it.
    int acted;
} tenon_simple;

// Sends a market order from on_quote. quantity: a mantissa above 0 of the instrument's qty_exp, a
// multiple of its lot. side: TENON_BUY or TENON_SELL. What becomes of it shows in `held`, and in
// the host's reports. Returns what submit says; anything but TENON_OK is logged.
static inline tenon_status tenon_simple_order(tenon_simple *self, uint32_t instrument, int side,
                                              int64_t quantity) {
    const tenon_host *host = self->host;
    const tenon_host_orders *orders = host->get_ext(host, TENON_EXT_HOST_ORDERS);
    const tenon_intent intent = {
        .size = sizeof intent, .op = TENON_OP_NEW, .side = (uint8_t)side, .otype = TENON_MARKET,
        .tif = TENON_IOC, .instrument = instrument, .intent_id = self->intent + 1, .qty = quantity,
        .def_version = instrument < TENON_SIMPLE_INSTRUMENTS ? self->versions[instrument] : 0,
        .px = TENON_NONE, .stop_px = TENON_NONE, .display_qty = TENON_NONE, .min_qty = TENON_NONE,
        .trail = TENON_NONE, .limit_offset = TENON_NONE, .expire_ns = TENON_NONE,
    };
    const tenon_status status =
        orders ? orders->submit(host, &intent, sizeof intent) : TENON_E_PERMISSION;
    if (status != TENON_OK) {
        host->log(host, TENON_LOG_WARNING, tenon_text("submit does not take the order"));
        return status;
    }
    self->intent++;
    self->acted = 1;
    return TENON_OK;
}

// Takes an event; the quote when it is one.
static inline const tenon_ev_quote *tenon_simple_take_(tenon_simple *self, const tenon_ev *event) {
    const uint32_t instrument = event->instrument;
    if (instrument >= TENON_SIMPLE_INSTRUMENTS) {
        return NULL;
    }
    if (event->space == TENON_SPACE_REFERENCE && event->type == TENON_TYPE_INSTRUMENT) {
        const int is_new = self->versions[instrument] == 0;
        self->versions[instrument] = ((const tenon_ev_instrument *)event)->def_version;
        const tenon_host_subscribe *streams =
            self->host->get_ext(self->host, TENON_EXT_HOST_SUBSCRIBE);
        if (is_new && streams) {
            streams->subscribe(self->host, instrument, TENON_STREAM_QUOTES, 0, 0, 0);
            self->acted = 1;
        }
    } else if (event->space == TENON_SPACE_ORDER && event->type == TENON_TYPE_POSITION) {
        self->held[instrument] = ((const tenon_ev_position *)event)->qty;
    } else if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_QUOTE) {
        return (const tenon_ev_quote *)event;
    }
    return NULL;
}

// The lifecycle of a strategy that has nothing to open and nothing to close.
static tenon_status tenon_simple_configure_(void *impl, tenon_str json) {
    (void)impl, (void)json;
    return TENON_OK;
}
static tenon_status tenon_simple_activate_(void *impl) {
    (void)impl;
    return TENON_OK;
}
static tenon_status tenon_simple_start_(void *impl, uint64_t first_seq) {
    (void)impl, (void)first_seq;
    return TENON_OK;
}
static tenon_status tenon_simple_drain_(void *impl, int64_t deadline_ns) {
    (void)impl, (void)deadline_ns;
    return TENON_OK;
}
static void tenon_simple_deactivate_(void *impl) {
    tenon_simple *self = impl;  // the next activation subscribes anew
    memset(self->versions, 0, sizeof self->versions);
}
static const void *tenon_simple_get_ext_(void *impl, const char *id) {
    (void)impl, (void)id;
    return NULL;
}

// The whole plugin: its id, its version, the type of what an instance keeps, and the function
// void on_quote(tenon_simple *self, TYPE *mine, const tenon_ev_quote *quote).
#define TENON_SIMPLE_STRATEGY(ID, VERSION, TYPE, ON_QUOTE)                                         \
    typedef struct tenon_simple_instance_ {                                                        \
        tenon_simple simple;                                                                       \
        TYPE mine;                                                                                 \
    } tenon_simple_instance_;                                                                      \
    static tenon_status tenon_simple_on_batch_(void *impl, const tenon_batch *batch,               \
                                               uint32_t *consumed) {                               \
        tenon_simple_instance_ *self = impl;                                                       \
        self->simple.acted = 0;                                                                    \
        *consumed = 0;                                                                             \
        for (const tenon_ev *event = tenon_first(batch); event && !self->simple.acted;             \
             event = tenon_next(batch, event)) {                                                   \
            const tenon_ev_quote *quote = tenon_simple_take_(&self->simple, event);                \
            if (quote) {                                                                           \
                ON_QUOTE(&self->simple, &self->mine, quote);                                       \
            }                                                                                      \
            ++*consumed;                                                                           \
        }                                                                                          \
        return TENON_OK;                                                                           \
    }                                                                                              \
    static const tenon_lifecycle tenon_simple_life_ = {                                            \
        sizeof tenon_simple_life_, 0, tenon_simple_configure_, tenon_simple_activate_,             \
        tenon_simple_start_, tenon_simple_drain_, tenon_simple_deactivate_, free,                  \
        tenon_simple_get_ext_};                                                                    \
    static const tenon_strategy tenon_simple_table_ = {                                            \
        sizeof tenon_simple_table_, 0, tenon_simple_on_batch_};                                    \
    static const tenon_descriptor tenon_simple_about_ = {                                          \
        .size = sizeof tenon_simple_about_, .kind = TENON_KIND_STRATEGY,                           \
        .id = {ID, sizeof ID - 1}, .name = {ID, sizeof ID - 1},                                    \
        .version = {VERSION, sizeof VERSION - 1}, .language = {"C", 1}};                           \
    static uint32_t tenon_simple_count_(void) { return 1; }                                        \
    static const tenon_descriptor *tenon_simple_describe_(uint32_t i) {                            \
        return i == 0 ? &tenon_simple_about_ : NULL;                                               \
    }                                                                                              \
    static tenon_status tenon_simple_create_(const char *id, const tenon_host *host,               \
                                             tenon_instance *out) {                                \
        tenon_simple_instance_ *self =                                                             \
            strcmp(id, ID) == 0 ? calloc(1, sizeof(tenon_simple_instance_)) : NULL;                \
        if (self == NULL) {                                                                        \
            host->fail(host, TENON_E_INVALID, tenon_text("no such plugin here, or no memory"));    \
            return TENON_E_INVALID;                                                                \
        }                                                                                          \
        self->simple.host = host;                                                                  \
        *out = (tenon_instance){sizeof *out, TENON_KIND_STRATEGY, self, &tenon_simple_life_,       \
                                &tenon_simple_table_};                                             \
        return TENON_OK;                                                                           \
    }                                                                                              \
    static const void *tenon_simple_get_factory_(const char *id) {                                 \
        static const tenon_factory factory = {sizeof factory, 0, tenon_simple_count_,              \
                                              tenon_simple_describe_, tenon_simple_create_};       \
        return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : NULL;                               \
    }                                                                                              \
    TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host,                           \
                                            const tenon_entry **out) {                             \
        static const tenon_entry entry = {sizeof entry, TENON_ABI_MAJOR, TENON_ABI_MINOR, 0,       \
                                          tenon_simple_get_factory_};                              \
        if (host->abi_major != TENON_ABI_MAJOR) {                                                  \
            return TENON_E_VERSION;                                                                \
        }                                                                                          \
        *out = &entry;                                                                             \
        return TENON_OK;                                                                           \
    }

#endif
