// The records of the benchmarks' data and the strategy behind one indirect call.
#ifndef BENCHMARK_FLOOR_H
#define BENCHMARK_FLOOR_H
#include <stdint.h>

// ticks.bin: 40 bytes.
typedef struct {
    int64_t ts_ns;
    double bid, ask, bid_size, ask_size;
} floor_tick;

// bars.bin: 48 bytes; the time is that of the close.
typedef struct {
    int64_t ts_ns;
    double open, high, low, close, volume;
} floor_bar;

// All the strategy keeps.
typedef struct {
    double fast, slow;
    int64_t count;
    int position;
} floor_state;

// Take one record and return the order it leads to: units bought (above 0) or sold.
typedef int (*floor_on_tick)(floor_state *, const floor_tick *);
typedef int (*floor_on_bar)(floor_state *, const floor_bar *);

#endif
