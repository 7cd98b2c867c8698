// SPDX-License-Identifier: 0BSD
//
// A whole strategy by tenon_plugin.h, with each kind of setting, for every compiler in C and C++.
#include <tenon_plugin.h>

#define SAMPLE_SETTINGS(INTEGER, DECIMAL, SWITCH, CHOICE2, CHOICE3)                                \
    INTEGER(every, 10, 1, 1000, "quotes", RESTART, "Buys at every so many quotes")                 \
    DECIMAL(quantity, 1, 0.00000001, 10000000000, "units", RUNTIME, "Size of an order")            \
    SWITCH(shorts, RUNTIME, "Sells instead")                                                       \
    CHOICE2(entry, market, limit, RESTART, "What an order is")                                     \
    CHOICE3(source, auto, quote, bar, RESTART, "Where prices come from")

TENON_SETTINGS_STRUCT(sample_settings, SAMPLE_SETTINGS)
TENON_SETTINGS_TABLE(sample_table, SAMPLE_SETTINGS)

typedef struct sample {
    tenon_plugin base;
    sample_settings settings;
    uint64_t seen;
} sample;

static uint32_t sample_streams(const tenon_plugin *base) {
    (void)base;
    return TENON_STREAM_QUOTES;
}

static tenon_status sample_take(tenon_plugin *base, const tenon_ev *event) {
    sample *s = (sample *)base;
    if (event->space == TENON_SPACE_MARKET && s->seen++ % (uint64_t)s->settings.every == 0) {
        tenon_plugin_act(base, event);
    }
    return TENON_OK;
}

static void sample_decide(tenon_plugin *base) {
    const sample *s = (const sample *)base;
    for (uint32_t i = 0; i < base->open_count; i++) {
        tenon_plugin_cancel(base, &base->open[i]);
    }
    tenon_plugin_new(base, s->settings.shorts != 0 ? TENON_SELL : TENON_BUY, TENON_MARKET,
                     s->settings.quantity);
}

TENON_PLUGIN_DESCRIPTOR(sample_about, "test.sample", "Sample", "1.0.0", "Tenon", "Buys", "0BSD",
                        "C", SAMPLE_SETTINGS, "[\"NEW\", \"CANCEL\"]")

static const tenon_plugin_type sample_type = {
    &sample_about, sample_table, sizeof sample_table / sizeof sample_table[0], sizeof(sample),
    offsetof(sample, settings), offsetof(sample, seen), sizeof(uint64_t),
    0, 0, 0, 0, sample_streams, sample_take, sample_decide, 0};

TENON_PLUGIN_ENTRY(sample_type)
