// SPDX-License-Identifier: 0BSD
//
// A strategy for tests: sends the orders of a file, each after the bar, quote or event it names.
//
// The file is an oracle's orders.csv: columns order_id, bar (or quote, or event), side, type, qty,
// limit_price, stop_price, and where they exist tif, valid_until, cancel_bar (or cancel_quote,
// cancel_event), time and final_status; the last two are for the reader. Bars, quotes and events
// are counted from 0; an event is any market event of the instrument.
//
// More columns say the rest of an intent: flags (post-only reduce-only hidden located hold, a space
// between), display_qty, min_qty, trail, trail_unit (price, ticks, bps), limit_offset, trigger
// (last, bid, ask, mark), link, contingency (oco, oto, ouo, bracket). `iceberg` is a limit order
// with a display_qty. In the column op a row is `new` (or empty), or `cancel` or `replace` of the
// order_id of a row above; a replace reads qty, limit_price, stop_price, display_qty and
// valid_until, of which empty ones stay.
//
// Words.c reads a field, Rows.c the file, Settings.c the configuration, OrderReplay.c is the
// strategy.
#ifndef ORDER_REPLAY_H
#define ORDER_REPLAY_H

#include <tenon.h>

// A decimal as it stands in the file; exponent is meaningless where present is 0.
typedef struct replay_number {
    int64_t mantissa;
    int32_t exponent;
    uint8_t present;
} replay_number;

// One line of the file.
typedef struct replay_row {
    uint64_t order_id;
    uint64_t intent;    // id of the intent that sent it; 0 before
    int64_t at;         // index of the bar, quote or event after which it is sent
    int64_t cancel_at;  // likewise its cancel; -1: none
    int64_t expire_ns;  // TENON_NONE: good till canceled
    uint64_t link;
    replay_number qty, limit, stop, display, least, trail, limit_offset;
    uint32_t line;
    uint32_t target;  // of a cancel or replace: place of the row it acts on
    uint32_t flags;
    uint8_t op, side, otype, tif, trigger, contingency, trail_unit;
} replay_row;

enum { REPLAY_PATH = 1024, REPLAY_SYMBOL = 64, REPLAY_WHY = REPLAY_PATH + 256 };

// What is counted.
enum { REPLAY_BARS, REPLAY_QUOTES, REPLAY_EVENTS };

typedef struct replay_settings {
    char file[REPLAY_PATH];
    char symbol[REPLAY_SYMBOL + 1];
    uint8_t clock;
    uint8_t contradictions;    // rows that contradict themselves are sent all the same
    int64_t expire_offset_ns;  // added to valid_until
} replay_settings;

typedef struct replay_rows {
    replay_row *rows;  // in file order, `at` never falling
    uint32_t *cancels;  // rows that are canceled, by cancel_at, then file order
    uint32_t count, cancel_count;
} replay_rows;

// Settings.c: 0 and a sentence in why when the JSON is not {"file", "instrument", "clock"[,
// "valid_until_offset_ns"][, "contradictions"]}.
int replay_read_settings(tenon_str json, replay_settings *out, char *why);

// Rows.c: 0 and "file:line: sentence" in why when a row cannot be expressed.
int replay_read_rows(const replay_settings *settings, replay_rows *out, char *why);
void replay_free_rows(replay_rows *rows);

// Words.c.
// A decimal of at most 18 digits; 0 when the text is none.
int replay_decimal(const char *text, replay_number *out);
// A whole number from 0 on; -1 for any other text.
int64_t replay_index(const char *text);
// Nanoseconds since the epoch, or a date, which is its first moment in UTC; TENON_NONE: neither.
int64_t replay_moment(const char *text);
// The TENON_… of a word (flags: of words), -1 for any other text. An empty text is NEW, GTC, or 0.
int replay_op(const char *text);
int replay_side(const char *text);
int replay_type(const char *text);
int replay_tif(const char *text);
int replay_trigger(const char *text);
int replay_trail_unit(const char *text);
int replay_contingency(const char *text);
int replay_flags(const char *text);

#endif
