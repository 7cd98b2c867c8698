// SPDX-License-Identifier: 0BSD
//
// A strategy that buys what has fallen too far and sells what has risen too far, by Wilder's
// relative strength index, in C.
//
// RSIReversion.c says what happens at an event; what stands around it is <tenon_plugin.h>. To build
// it anywhere:
//
//   cc -O2 -std=c11 -shared -fPIC -fvisibility=hidden -ffp-contract=off -I PluginAPI/CTenon/include
//      Plugins/Strategies/RSIReversion/*.c -o libRSIReversion.so
#ifndef RSI_REVERSION_H
#define RSI_REVERSION_H

#include <tenon_plugin.h>

// What the operator may choose: name, without configuration, least, most, unit, when, what it is.
#define RSI_SETTINGS(INTEGER, DECIMAL, SWITCH, CHOICE2, CHOICE3)                                   \
    INTEGER(period, 14, 2, 10000, "prices", RESTART, "Changes the averages are of")                \
    DECIMAL(oversold, 30, 0, 100, "", RUNTIME, "Buys when the RSI falls below this")               \
    DECIMAL(overbought, 70, 0, 100, "", RUNTIME, "Sells when the RSI rises above this")            \
    DECIMAL(exit, 50, 0, 100, "", RUNTIME, "Ends a position when the RSI has come back to this")   \
    DECIMAL(quantity, 1, 0.00000001, 10000000000, "units", RUNTIME, "Size of a position")          \
    SWITCH(shorts, RESTART, "Also sell short")                                                     \
    CHOICE2(entry, market, limit, RESTART, "What an entry is sent as")                             \
    INTEGER(offset, 0, 0, 1000000, "ticks", RUNTIME, "How far a limit entry is from the price")    \
    INTEGER(stop, 0, 0, 9999, "bps", RUNTIME, "Protective stop this far from the entry; 0: none")  \
    CHOICE3(source, auto, quote, bar, RESTART, "Where prices come from; auto: the first to come")

TENON_SETTINGS_STRUCT(rsi_settings, RSI_SETTINGS)

enum { RSI_MARKET, RSI_LIMIT };
enum { RSI_SOURCE_AUTO, RSI_SOURCE_QUOTE, RSI_SOURCE_BAR };

// What a state holds: everything the next order depends on that the host does not tell again.
typedef struct rsi_memory {
    uint64_t count;  // prices seen
    double last;     // the last of them
    double gain;     // averages; before `period` changes were seen, sums
    double loss;
    int64_t bid, ask;  // where one could trade at the last price; of a bar both are its close
    uint8_t streams;   // TENON_STREAM_ bits it listens to; one bit from the first price on
    int8_t want;       // 1 long, -1 short, 0 nothing
    uint8_t reserved[6];
} rsi_memory;
TENON_ASSERT(sizeof(rsi_memory) == 56, "a state has no holes");

// One instance.
typedef struct rsi {
    tenon_plugin base;
    rsi_settings settings;
    rsi_memory memory;
    int64_t units;  // the quantity in the instrument's exponent
} rsi;

#endif
