// The floor of the workloads: the strategy written straight in C over the array, with no engine.
//
//   floor ticks|bars FILE PLUGIN ROUNDS REPEATS
//
// The strategy: averages over 10 and 20 of the middle of the quote (bars: of the close), seeded by
// the first value; from record 20 on always in the market with one unit, one market order a
// reversal, filled at the quote's opposite side (bars: at the close). Measured twice: with the
// strategy inline, and behind one call a record through a library opened with dlopen. A measurement
// goes ROUNDS times through the file, the strategy carrying on. Prints one JSON object: orders, final
// equity, and the CPU time of a record in ns, the best of REPEATS measurements.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "floor.h"

typedef struct {
    long orders;
    int position;
    double cash;
} result;

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *load(const char *path, size_t record, size_t *count) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) {
        perror(path);
        exit(2);
    }
    size_t bytes = (size_t)ftell(file);
    rewind(file);
    void *data = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!data || fread(data, 1, bytes, file) != bytes) {
        perror(path);
        exit(2);
    }
    fclose(file);
    *count = bytes / record;
    return data;
}

// One price of the strategy written inline; the averages are locals of the loop.
#define MOVE(price)                                                                                \
    if (!count) {                                                                                  \
        fast = slow = (price);                                                                     \
    } else {                                                                                       \
        fast += (2.0 / 11) * ((price)-fast);                                                       \
        slow += (2.0 / 21) * ((price)-slow);                                                       \
    }                                                                                              \
    if (++count < 20) {                                                                            \
        continue;                                                                                  \
    }                                                                                              \
    int want = fast > slow ? 1 : fast < slow ? -1 : r.position;                                    \
    int order = want - r.position

static __attribute__((noinline)) void inline_ticks(
    floor_state *state, result *out, const floor_tick *tick, size_t rows) {
    result r = *out;
    double fast = state->fast, slow = state->slow;
    int64_t count = state->count;
    for (size_t i = 0; i < rows; i++) {
        double price = (tick[i].bid + tick[i].ask) * 0.5;
        MOVE(price);
        if (order) {
            r.cash -= order * (order > 0 ? tick[i].ask : tick[i].bid);
            r.position = want;
            r.orders++;
        }
    }
    *out = r;
    *state = (floor_state){fast, slow, count, r.position};
}

static __attribute__((noinline)) void inline_bars(
    floor_state *state, result *out, const floor_bar *bar, size_t rows) {
    result r = *out;
    double fast = state->fast, slow = state->slow;
    int64_t count = state->count;
    for (size_t i = 0; i < rows; i++) {
        MOVE(bar[i].close);
        if (order) {
            r.cash -= order * bar[i].close;
            r.position = want;
            r.orders++;
        }
    }
    *out = r;
    *state = (floor_state){fast, slow, count, r.position};
}

static __attribute__((noinline)) void call_ticks(floor_on_tick call, floor_state *state,
    result *out, const floor_tick *tick, size_t rows) {
    result r = *out;
    for (size_t i = 0; i < rows; i++) {
        int order = call(state, &tick[i]);
        if (order) {
            r.cash -= order * (order > 0 ? tick[i].ask : tick[i].bid);
            r.position += order;
            r.orders++;
        }
    }
    *out = r;
}

static __attribute__((noinline)) void call_bars(
    floor_on_bar call, floor_state *state, result *out, const floor_bar *bar, size_t rows) {
    result r = *out;
    for (size_t i = 0; i < rows; i++) {
        int order = call(state, &bar[i]);
        if (order) {
            r.cash -= order * bar[i].close;
            r.position += order;
            r.orders++;
        }
    }
    *out = r;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "floor ticks|bars FILE PLUGIN ROUNDS REPEATS\n");
        return 2;
    }
    int is_bars = !strcmp(argv[1], "bars");
    size_t count;
    void *data = load(argv[2], is_bars ? sizeof(floor_bar) : sizeof(floor_tick), &count);
    void *library = dlopen(argv[3], RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, is_bars ? "on_bar" : "on_tick") : NULL;
    if (!symbol || !count) {
        fprintf(stderr, "floor: %s\n", symbol ? "no records" : dlerror());
        return 2;
    }
    int rounds = atoi(argv[4]), repeats = atoi(argv[5]);
    double best[2] = {1e9, 1e9};
    result first = {0};
    for (int repeat = 0; repeat < repeats; repeat++) {
        for (int through_call = 0; through_call < 2; through_call++) {
            result r = {0};
            floor_state state = {0};
            double began = cpu_now();
            for (int round = 0; round < rounds; round++) {
                if (is_bars) {
                    through_call ? call_bars((floor_on_bar)symbol, &state, &r, data, count)
                                 : inline_bars(&state, &r, data, count);
                } else {
                    through_call ? call_ticks((floor_on_tick)symbol, &state, &r, data, count)
                                 : inline_ticks(&state, &r, data, count);
                }
            }
            double ns = (cpu_now() - began) * 1e9 / rounds / (double)count;
            best[through_call] = ns < best[through_call] ? ns : best[through_call];
            if (!repeat && !through_call) {
                first = r;
            }
            if (r.cash != first.cash || r.orders != first.orders) {
                fprintf(stderr, "floor: two ways through the same data differ\n");
                return 1;
            }
        }
    }
    const floor_tick *tick = (const floor_tick *)data + count - 1;
    const floor_bar *bar = (const floor_bar *)data + count - 1;
    double mark = is_bars ? bar->close : (tick->bid + tick->ask) / 2;
    printf("{\"events\":%zu,\"orders\":%ld,\"equity\":%.4f,\"inline_ns\":%.4f,\"call_ns\":%.4f}\n",
        count, first.orders, first.cash + first.position * mark, best[0], best[1]);
    return 0;
}
