// SPDX-License-Identifier: 0BSD
//
// Reads a tape into events.
#include "Tape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 16, LEVELS_MAX = 256, LINE_MAX_BYTES = 16384 };

// Cuts a line at its commas; how many fields there are.
static int split(char *line, char **fields) {
    int count = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *at = line; count < FIELDS_MAX;) {
        fields[count++] = at;
        at += strcspn(at, ",");
        if (*at == 0) {
            return count;
        }
        *at++ = 0;
    }
    return FIELDS_MAX + 1;
}

// A whole number, TENON_NONE for an empty text.
static int whole(const char *text, int64_t *out) {
    *out = TENON_NONE;
    char *rest;
    if (*text != 0) {
        *out = strtoll(text, &rest, 10);
        return *rest == 0;
    }
    return 1;
}

static int wholes(char *const *fields, int count, int64_t *const *out) {
    for (int i = 0; i < count; i++) {
        if (!whole(fields[i], out[i])) {
            return 0;
        }
    }
    return 1;
}

// The place of a word in a list that ends with 0, or -1.
static int place(const char *text, const char *const *words) {
    for (int i = 0; words[i] != 0; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static tenon_ev_mkt head(uint32_t size, uint16_t type, int64_t ts, uint32_t instrument) {
    return (tenon_ev_mkt){
        .h = {.size = size, .space = TENON_SPACE_MARKET, .type = type, .instrument = instrument,
              .ts_ns = ts},
        .ts_venue_ns = ts,
        .ts_recv_ns = TENON_NONE,
    };
}

static int append(tape *t, const void *event, uint32_t size) {
    if (t->bytes + size > t->room) {
        const uint64_t room = t->room == 0 ? 1 << 20 : t->room * 2;
        uint8_t *more = aligned_alloc(64, room);
        if (more == 0) {
            return 0;
        }
        if (t->bytes > 0) {
            memcpy(more, t->events, t->bytes);
        }
        free(t->events);
        t->events = more;
        t->room = room;
    }
    memcpy(t->events + t->bytes, event, size);
    t->bytes += size;
    t->count++;
    return 1;
}

static int quote(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    tenon_ev_quote e = {.m = head(sizeof e, TENON_TYPE_QUOTE, ts, number)};
    const int good = wholes(fields, 4,
        (int64_t *const[]){&e.bid_px, &e.bid_qty, &e.ask_px, &e.ask_qty});
    // A side that has no order has no price and the size 0.
    e.bid_qty = e.bid_px == TENON_NONE ? 0 : e.bid_qty;
    e.ask_qty = e.ask_px == TENON_NONE ? 0 : e.ask_qty;
    return good && append(t, &e, sizeof e);
}

static int trade(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    static const char *const sides[] = {"", "buy", "sell", 0};
    tenon_ev_trade e = {.m = head(sizeof e, TENON_TYPE_TRADE, ts, number)};
    const int side = place(fields[2], sides);
    e.aggressor = (uint8_t)side;
    return side >= 0 && wholes(fields, 2, (int64_t *const[]){&e.px, &e.qty})
        && append(t, &e, sizeof e);
}

static int bar(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    tenon_ev_bar e = {
        .m = head(sizeof e, TENON_TYPE_BAR, ts, number),
        .close_ns = ts,
        .notional = TENON_NONE,
        .unit = TENON_BAR_SECOND,
        .basis = TENON_BASIS_LAST,
        .complete = 1,
    };
    if (!wholes(fields, 6,
                (int64_t *const[]){&e.open_ns, &e.open, &e.high, &e.low, &e.close, &e.volume})) {
        return 0;
    }
    e.period = (uint32_t)((ts - e.open_ns) / 1000000000);
    return append(t, &e, sizeof e);
}

static int level(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    static const char *const sides[] = {"", "bid", "ask", 0};
    tenon_ev_book e = {.m = head(sizeof e, TENON_TYPE_BOOK, ts, number)};
    const int side = place(fields[0], sides);
    e.side = (uint8_t)side;
    e.action = TENON_BOOK_SET;
    e.m.h.flags = fields[3][0] == '1' ? TENON_EV_MORE : 0;
    return side > 0 && wholes(fields + 1, 2, (int64_t *const[]){&e.px, &e.qty})
        && append(t, &e, sizeof e);
}

// "PX:QTY PX:QTY…"; how many levels there are, or -1.
static int levels(char *text, uint8_t side, tenon_level *out) {
    int count = 0;
    for (char *one = strtok(text, " "); one != 0; one = strtok(0, " ")) {
        char *colon = strchr(one, ':');
        if (colon == 0 || count == LEVELS_MAX) {
            return -1;
        }
        *colon = 0;
        out[count] = (tenon_level){.side = side};
        if (!whole(one, &out[count].px) || !whole(colon + 1, &out[count].qty)) {
            return -1;
        }
        count++;
    }
    return count;
}

static int snapshot(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    static struct {
        tenon_ev_snapshot e;
        tenon_level levels[2 * LEVELS_MAX + 1];
    } whole_book;
    memset(&whole_book, 0, sizeof whole_book);
    const int bids = levels(fields[0], TENON_BUY, whole_book.levels);
    const int asks = bids < 0 ? -1 : levels(fields[1], TENON_SELL, whole_book.levels + bids);
    if (asks < 0) {
        return 0;
    }
    const size_t bytes = sizeof whole_book.e + (size_t)(bids + asks) * sizeof(tenon_level);
    const uint32_t size = (uint32_t)((bytes + 63) / 64 * 64);
    whole_book.e.m = head(size, TENON_TYPE_SNAPSHOT, ts, number);
    whole_book.e.bids = (uint32_t)bids;
    whole_book.e.asks = (uint32_t)asks;
    whole_book.e.parts = 1;
    whole_book.e.level_size = sizeof(tenon_level);
    return append(t, &whole_book, size);
}

static int status(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    static const char *const phases[] = {"unknown", "closed", "pre-open", "opening-auction", "open",
                                         "closing-auction", "post-close", "halted", "suspended", 0};
    tenon_ev_status e = {
        .m = head(sizeof e, TENON_TYPE_STATUS, ts, number),
        .next_ns = TENON_NONE,
        .limit_up = TENON_NONE,
        .limit_down = TENON_NONE,
        .mark_px = TENON_NONE,
        .index_px = TENON_NONE,
        .funding_e12 = TENON_NONE,
    };
    const int phase = place(fields[0], phases);
    e.phase = (uint16_t)phase;
    e.reason = TENON_STATUS_SCHEDULED;
    return phase >= 0 && append(t, &e, sizeof e);
}

static int gap(tape *t, char *const *fields, int64_t ts, uint32_t number) {
    (void)fields;
    tenon_ev_control e = {
        .h = {.size = sizeof e, .space = TENON_SPACE_CONTROL, .type = TENON_TYPE_GAP,
              .instrument = number, .ts_ns = ts},
        .id = TENON_STREAM_BOOK,
        .arg = TENON_GAP_VENUE,
        .i64 = TENON_NONE,
    };
    return append(t, &e, sizeof e);
}

static int instrument(tape *t, char *const *fields) {
    tenon_ev_instrument *more =
        realloc(t->instruments, (t->instrument_count + 1) * sizeof *more);
    if (more == 0) {
        return 0;
    }
    t->instruments = more;
    tenon_ev_instrument *def = &more[t->instrument_count++];
    memset(def, 0, sizeof *def);
    int64_t px_exp, qty_exp;
    const size_t length = strlen(fields[1]);
    if (!wholes(fields + 2, 5,
                (int64_t *const[]){&px_exp, &qty_exp, &def->tick, &def->lot, &def->multiplier})
        || length == 0 || length >= sizeof def->symbol) {
        return 0;
    }
    def->h.size = sizeof *def;
    def->h.space = TENON_SPACE_REFERENCE;
    def->h.type = TENON_TYPE_INSTRUMENT;
    def->uid = tenon_uid((tenon_str){fields[1], length});
    def->px_exp = (int8_t)px_exp;
    def->qty_exp = (int8_t)qty_exp;
    def->asset_class = TENON_ASSET_EQUITY;
    def->contract = TENON_CONTRACT_SPOT;
    def->attrs = TENON_ATTR_SHORTABLE;
    int64_t *const unknown[] = {&def->min_qty, &def->max_qty, &def->min_notional,
        &def->max_notional, &def->strike, &def->listed_ns, &def->expires_ns, &def->last_trade_ns,
        &def->limit_up, &def->limit_down, &def->margin_init_e9, &def->margin_maint_e9,
        &def->maker_fee_e9, &def->taker_fee_e9};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        *unknown[i] = TENON_NONE;
    }
    def->streams = TENON_STREAM_TRADES | TENON_STREAM_QUOTES | TENON_STREAM_BOOK
        | TENON_STREAM_SNAPSHOTS | TENON_STREAM_BARS | TENON_STREAM_STATUS;
    memcpy(def->symbol, fields[1], length);
    memcpy(def->venue_symbol, fields[1], length);
    return 1;
}

// One line; what is wrong with it, or 0.
static const char *line_of(tape *t, char *line) {
    static const struct {
        const char *name;
        int fields;
        int (*read)(tape *, char *const *, int64_t, uint32_t);
    } kinds[] = {{"quote", 7, quote}, {"trade", 6, trade}, {"bar", 9, bar}, {"level", 7, level},
                 {"snapshot", 5, snapshot}, {"status", 4, status}, {"gap", 3, gap}};
    char *fields[FIELDS_MAX];
    const int count = split(line, fields);
    int64_t ts, number;
    if (count == 7 && strcmp(fields[0], "instrument") == 0) {
        return t->count == 0 && instrument(t, fields) ? 0 : "is no instrument, or comes too late";
    }
    if (count < 3 || !whole(fields[0], &ts) || !whole(fields[1], &number) || number < 1
        || number > t->instrument_count) {
        return "does not begin with a time and the number of an instrument";
    }
    if (t->count > 0 && ts < t->last_ns) {
        return "is earlier than the row above";
    }
    if (t->count == 0) {
        t->first_ns = ts;
    }
    t->last_ns = ts;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(fields[2], kinds[i].name) == 0) {
            const int good = count == kinds[i].fields && kinds[i].read(t, fields + 3, ts,
                                                                      (uint32_t)number);
            return good ? 0 : "does not have the fields of its kind";
        }
    }
    return "is of an unknown kind";
}

int tape_read(const char *path, tape *out, char *why) {
    static char line[LINE_MAX_BYTES];
    memset(out, 0, sizeof *out);
    FILE *file = fopen(path, "r");
    uint32_t number = 0;
    const char *wrong = file == 0 ? "cannot be opened" : 0;
    while (wrong == 0 && fgets(line, sizeof line, file) != 0) {
        number++;
        wrong = strchr(line, '\n') == 0 ? "is too long" : line_of(out, line);
    }
    if (wrong == 0 && out->count == 0) {
        wrong = "holds no event";
    }
    if (file != 0) {
        fclose(file);
    }
    if (wrong == 0) {
        return 1;
    }
    snprintf(why, TAPE_WHY, "%s:%u: %s", path, number, wrong);
    tape_free(out);
    return 0;
}

void tape_free(tape *t) {
    free(t->instruments);
    free(t->events);
    memset(t, 0, sizeof *t);
}
