// SPDX-License-Identifier: 0BSD
//
// A strategy for tests: sends the orders of a file, each after the bar or quote the file names.
//
// The file is an oracle's orders.csv: columns order_id, bar (or quote), side, type, qty,
// limit_price, stop_price, and where they exist tif, valid_until, cancel_bar (or cancel_quote),
// time and final_status; the last two are for the reader. Bars (quotes) are counted from 0. Rows.c
// reads the file, Settings.c the configuration, OrderReplay.c is the strategy.
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
    int64_t at;         // index of the bar or quote after which it is sent
    int64_t cancel_at;  // likewise its cancel; -1: none
    int64_t expire_ns;  // TENON_NONE: good till canceled
    replay_number qty, limit, stop;
    uint32_t line;
    uint8_t side, otype, tif;
} replay_row;

enum { REPLAY_PATH = 1024, REPLAY_SYMBOL = 64, REPLAY_WHY = REPLAY_PATH + 256 };

typedef struct replay_settings {
    char file[REPLAY_PATH];
    char symbol[REPLAY_SYMBOL + 1];
    uint8_t counts_quotes;
    int64_t expire_offset_ns;  // added to valid_until
} replay_settings;

typedef struct replay_rows {
    replay_row *rows;  // in file order, `at` never falling
    uint32_t *cancels;  // rows that are canceled, by cancel_at, then file order
    uint32_t count, cancel_count;
} replay_rows;

// Settings.c: 0 and a sentence in why when the JSON is not {"file", "instrument", "clock"[,
// "valid_until_offset_ns"]}.
int replay_read_settings(tenon_str json, replay_settings *out, char *why);

// Rows.c: 0 and "file:line: sentence" in why when a row cannot be expressed.
int replay_read_rows(const replay_settings *settings, replay_rows *out, char *why);
void replay_free_rows(replay_rows *rows);
// A decimal of at most 18 digits; 0 when the text is none.
int replay_decimal(const char *text, replay_number *out);

#endif
