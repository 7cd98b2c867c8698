// SPDX-License-Identifier: 0BSD
//
// A strategy that follows the crossing of two exponential moving averages, in C.
//
// Begin with EMACrossC.c: what happens at an event. Plugin.c is what every plugin needs around it
// (descriptor, factory, lifecycle, the entry), Config.c reads the configuration, Parameters.c and
// State.c are the two extensions it offers. To build it anywhere:
//
//   cc -O2 -std=c11 -shared -fPIC -fvisibility=hidden -ffp-contract=off -I PluginAPI/CTenon/include
//      Plugins/Strategies/EMACrossC/*.c -o libEMACrossC.so
#ifndef EMA_CROSS_H
#define EMA_CROSS_H

#include <tenon.h>

// Quantities of the configuration and of the parameter are mantissas of this exponent.
enum { EMA_QUANTITY_EXP = -8 };
#define EMA_QUANTITY_MAX 1000000000000000000
enum { EMA_PERIOD_MAX = 1000000, EMA_ORDERS_MAX = 16, EMA_SYMBOL = 64 };

// The words of the configuration, in the order of the parameters' choices.
enum { EMA_SEED_FIRST, EMA_SEED_MEAN };
enum { EMA_ENTRY_CROSS, EMA_ENTRY_ALWAYS };
enum { EMA_SOURCE_AUTO, EMA_SOURCE_QUOTE, EMA_SOURCE_BAR, EMA_SOURCE_TRADE };

// What the operator chose.
typedef struct ema_settings {
    char symbol[EMA_SYMBOL];  // zero-padded; empty: the first instrument that is defined
    int64_t fast;             // period, in prices
    int64_t slow;             // period, in prices; above fast
    int64_t quantity;         // mantissa of EMA_QUANTITY_EXP
    int64_t seed;
    int64_t entry;
    int64_t shorts;  // 0 or 1: may hold less than nothing
    int64_t source;
} ema_settings;

// What a state holds: everything the next intent depends on that the host does not tell again.
typedef struct ema_memory {
    uint64_t count;        // prices seen
    double fast, slow;     // the averages
    double fast_sum, slow_sum;  // of the prices before an average has its seed
    uint64_t last_intent;  // highest id used
    char symbol[EMA_SYMBOL];
    uint8_t streams;  // TENON_STREAM_ bits it listens to; one bit from the first price on
    uint8_t fast_seeded, slow_seeded;
    uint8_t primed;   // both averages exist and `slow` prices were seen
    uint8_t above;    // fast was above slow at the last price
    uint8_t waiting;  // an order was refused: nothing more until the averages turn
    int8_t want;      // 1 long, -1 short or flat, 0 no opinion yet
} ema_memory;

// An order that is not finished: its intent and what may still be bought (above 0) or sold.
typedef struct ema_order {
    uint64_t intent;
    int64_t open;
} ema_order;

// One instance.
typedef struct ema {
    const tenon_host *host;
    const tenon_host_orders *orders;
    const tenon_host_subscribe *subscriptions;
    ema_settings settings;
    ema_memory memory;
    double fast_k, slow_k;        // 2 / (period + 1)
    double divisor, factor;       // price = mantissa / divisor * factor, one of them 1
    int64_t units;                // the quantity in the instrument's exponent
    int64_t position;             // as the host told last
    int64_t in_flight;            // sum of orders_open[].open
    ema_order orders_open[EMA_ORDERS_MAX];
    uint32_t orders_count;
    uint32_t resolved;            // handle found in activate; 0: the symbol has to be awaited
    uint32_t instrument;          // handle, once its definition has come; 0 before
    uint32_t definition;          // its def_version
    int8_t qty_exp;
    uint8_t subscribed, draining;
    uint8_t acted;                // the event at hand had an effect: the batch ends with it
} ema;

// Tells the host why, and gives back the status to return.
tenon_status ema_fail(const ema *e, tenon_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Config.c. Reads the JSON of the configuration; *out is written only on success.
tenon_status ema_read_config(const ema *e, tenon_str json, ema_settings *out);
// Reads a decimal of at most 18 digits that count; 0 when the text is none.
int ema_decimal(const char *text, size_t length, int64_t *mantissa, int32_t *exponent);

// EMACrossC.c.
tenon_status ema_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed);
tenon_status ema_subscribe(ema *e, uint32_t instrument);
tenon_status ema_apply_settings(ema *e);
uint8_t ema_streams(const ema_settings *settings);
void ema_reset(ema *e);

// Parameters.c and State.c.
tenon_status ema_set_parameter(ema *e, uint32_t id, int64_t value);
int ema_is_runtime_parameter(uint64_t id);
extern const tenon_params ema_parameters;
extern const tenon_state ema_state;

#endif
