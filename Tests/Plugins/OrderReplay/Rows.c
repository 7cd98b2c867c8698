// SPDX-License-Identifier: 0BSD
//
// Reads orders.csv. A row that cannot be expressed as an intent is an error at its line.
#include "OrderReplay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 32, LINE_MAX_BYTES = 4096 };

static const char *const names[] = {
    "order_id", "bar", "quote", "side", "type", "qty", "limit_price", "stop_price",
    "valid_until", "tif", "cancel_bar", "cancel_quote", "time", "final_status",
};
enum { ORDER_ID, BAR, QUOTE, SIDE, TYPE, QTY, LIMIT, STOP, VALID_UNTIL, TIF, CANCEL_BAR,
       CANCEL_QUOTE, NAMES = 14 };

int replay_decimal(const char *text, replay_number *out) {
    const int negative = *text == '-';
    int digits = 0, places = -1;
    int64_t m = 0;
    for (text += negative; *text != 0; text++) {
        if (*text == '.' && places < 0 && digits > 0) {
            places = 0;
        } else if (*text >= '0' && *text <= '9' && m < 100000000000000000) {
            m = m * 10 + (*text - '0');
            digits++;
            places += places >= 0;
        } else {
            return 0;
        }
    }
    *out = (replay_number){negative ? -m : m, places > 0 ? -places : 0, 1};
    return digits > 0 && places != 0;
}

// A whole number from 0 on; -1 for any other text.
static int64_t index_of(const char *text) {
    replay_number n;
    return replay_decimal(text, &n) && n.exponent == 0 && n.mantissa >= 0 ? n.mantissa : -1;
}

// Nanoseconds since the epoch, or a date, which is its first moment in UTC; TENON_NONE: neither.
static int64_t moment(const char *text) {
    int year, month, day, end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == 0
        && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
        const int64_t y = month <= 2 ? year - 1 : year, m = (month + 9) % 12;
        const int64_t days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1;
        return (days - 719468) * 86400 * 1000000000;
    }
    char *rest;  // nanoseconds have 19 digits, more than replay_decimal takes
    const long long ns = strtoll(text, &rest, 10);
    return *text >= '0' && *text <= '9' && *rest == 0 ? (int64_t)ns : TENON_NONE;
}

static uint8_t code(const char *word, const char *const *words, const uint8_t *codes) {
    for (int i = 0; words[i] != 0; i++) {
        if (strcmp(word, words[i]) == 0) {
            return codes[i];
        }
    }
    return 0;
}

static uint8_t side_of(const char *word) {
    static const char *const words[] = {"buy", "sell", 0};
    static const uint8_t codes[] = {TENON_BUY, TENON_SELL};
    return code(word, words, codes);
}

static uint8_t type_of(const char *word) {
    static const char *const words[] = {"market", "limit", "stop", "stop_market", "stop_limit", 0};
    static const uint8_t codes[] = {TENON_MARKET, TENON_LIMIT, TENON_STOP, TENON_STOP,
                                    TENON_STOP_LIMIT};
    return code(word, words, codes);
}

static uint8_t tif_of(const char *word) {
    static const char *const words[] = {"", "GTC", "DAY", "IOC", "FOK", "GTD", 0};
    static const uint8_t codes[] = {TENON_GTC, TENON_GTC, TENON_DAY, TENON_IOC, TENON_FOK,
                                    TENON_GTD};
    return code(word, words, codes);
}

// Cuts a line at its commas; how many fields there are, or -1 for too many.
static int split(char *line, char **fields) {
    int count = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *at = line;; at++) {
        if (count == COLUMNS_MAX) {
            return -1;
        }
        fields[count++] = at;
        at += strcspn(at, ",");
        if (*at == 0) {
            return count;
        }
        *at = 0;
    }
}

// Where each column stands, -1 for absent; what is wrong with the head, or 0.
static const char *head(char *line, const replay_settings *s, int *columns, int *count) {
    char *fields[COLUMNS_MAX];
    *count = split(line, fields);
    for (int name = 0; name < NAMES; name++) {
        columns[name] = -1;
    }
    for (int i = 0; i < *count; i++) {
        int name = 0;
        while (name < NAMES && strcmp(fields[i], names[name]) != 0) {
            name++;
        }
        if (name == NAMES || columns[name] >= 0) {
            return "unknown or repeated column";
        }
        columns[name] = i;
    }
    const int unused = s->counts_quotes ? BAR : QUOTE;
    const int unused_cancel = s->counts_quotes ? CANCEL_BAR : CANCEL_QUOTE;
    if (columns[unused] >= 0 || columns[unused_cancel] >= 0) {
        return "the file counts the other of bars and quotes than config.clock";
    }
    const int needed[] = {ORDER_ID, s->counts_quotes ? QUOTE : BAR, SIDE, TYPE, QTY};
    for (int i = 0; i < 5; i++) {
        if (columns[needed[i]] < 0) {
            return "a column is missing of order_id, bar or quote, side, type, qty";
        }
    }
    return 0;
}

static int needs_stop(uint8_t type) {
    return type == TENON_STOP || type == TENON_STOP_LIMIT;
}

static int needs_limit(uint8_t type) {
    return type == TENON_LIMIT || type == TENON_STOP_LIMIT;
}

// Fills a row from its fields; what is wrong with it, or 0.
static const char *row(char *const *fields, const int *columns, const replay_settings *s,
                       replay_row *out) {
#define FIELD(name) (columns[name] < 0 ? "" : fields[columns[name]])
    const char *limit = FIELD(LIMIT), *stop = FIELD(STOP), *until = FIELD(VALID_UNTIL);
    const char *cancel = s->counts_quotes ? FIELD(CANCEL_QUOTE) : FIELD(CANCEL_BAR);
    const int64_t id = index_of(FIELD(ORDER_ID));
    out->order_id = (uint64_t)id;
    out->at = index_of(s->counts_quotes ? FIELD(QUOTE) : FIELD(BAR));
    out->cancel_at = *cancel != 0 ? index_of(cancel) : -1;
    out->side = side_of(FIELD(SIDE));
    out->otype = type_of(FIELD(TYPE));
    out->tif = tif_of(FIELD(TIF));
    out->expire_ns = TENON_NONE;
    if (id < 1 || out->at < 0) {
        return "order_id or index is no number";
    }
    if (*cancel != 0 && out->cancel_at <= out->at) {
        return "the cancel does not come after the order";
    }
    if (out->side == 0 || out->otype == 0 || out->tif == 0) {
        return "unknown side, type or tif";
    }
    if (!replay_decimal(FIELD(QTY), &out->qty) || out->qty.mantissa <= 0) {
        return "qty is no decimal above 0";
    }
    if ((*limit != 0) != needs_limit(out->otype) || (*stop != 0) != needs_stop(out->otype)) {
        return "the type does not go with the prices given";
    }
    if ((*limit != 0 && !replay_decimal(limit, &out->limit))
        || (*stop != 0 && !replay_decimal(stop, &out->stop))) {
        return "a price is no decimal";
    }
    if (*until != 0) {
        const int64_t time = moment(until);
        const int fits = time != TENON_NONE
            && !__builtin_add_overflow(time, s->expire_offset_ns, &out->expire_ns);
        if (!fits || (out->tif != TENON_GTC && out->tif != TENON_GTD)) {
            return "valid_until is no time, or tif says something else";
        }
        out->tif = TENON_GTD;
    } else if (out->tif == TENON_GTD) {
        return "GTD without valid_until";
    }
    return 0;
#undef FIELD
}

static int complain(const replay_settings *s, uint32_t line, const char *what, char *why) {
    snprintf(why, REPLAY_WHY, "%s:%u: %s", s->file, line, what);
    return 0;
}

static const replay_row *sorted;  // only during qsort, which takes no context

static int by_cancel(const void *left, const void *right) {
    const uint32_t l = *(const uint32_t *)left, r = *(const uint32_t *)right;
    const int64_t a = sorted[l].cancel_at, b = sorted[r].cancel_at;
    return a != b ? (a > b) - (a < b) : (l > r) - (l < r);
}

static int index_cancels(replay_rows *rows) {
    rows->cancels = malloc((rows->count + 1) * sizeof *rows->cancels);
    if (rows->cancels == 0) {
        return 0;
    }
    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->rows[i].cancel_at >= 0) {
            rows->cancels[rows->cancel_count++] = i;
        }
    }
    sorted = rows->rows;
    qsort(rows->cancels, rows->cancel_count, sizeof *rows->cancels, by_cancel);
    return 1;
}

static int read_lines(FILE *file, const replay_settings *s, replay_rows *rows, char *why) {
    char line[LINE_MAX_BYTES], *fields[COLUMNS_MAX];
    int columns[NAMES], count = 0;
    uint32_t number = 0, room = 0;
    while (fgets(line, sizeof line, file) != 0) {
        number++;
        if (strchr(line, '\n') == 0 && !feof(file)) {
            return complain(s, number, "the line is too long", why);
        }
        const char *wrong = 0;
        if (number == 1) {
            wrong = head(line, s, columns, &count);
        } else {
            if (rows->count == room) {
                room = room == 0 ? 256 : room * 2;
                replay_row *more = realloc(rows->rows, room * sizeof *more);
                if (more == 0) {
                    return complain(s, number, "out of memory", why);
                }
                rows->rows = more;
            }
            replay_row *next = &rows->rows[rows->count];
            memset(next, 0, sizeof *next);
            next->line = number;
            wrong = split(line, fields) != count ? "another number of fields than in line 1"
                                                 : row(fields, columns, s, next);
            if (wrong == 0 && rows->count > 0 && next->at < next[-1].at) {
                wrong = "is sent before the row above: rows stand in sending order";
            }
            rows->count++;
        }
        if (wrong != 0) {
            return complain(s, number, wrong, why);
        }
    }
    if (ferror(file) || number == 0) {
        return complain(s, number, "cannot be read, or is empty", why);
    }
    return index_cancels(rows) || complain(s, number, "out of memory", why);
}

int replay_read_rows(const replay_settings *s, replay_rows *out, char *why) {
    memset(out, 0, sizeof *out);
    FILE *file = fopen(s->file, "r");
    if (file == 0) {
        return complain(s, 0, "cannot be opened", why);
    }
    const int good = read_lines(file, s, out, why);
    fclose(file);
    if (!good) {
        replay_free_rows(out);
    }
    return good;
}

void replay_free_rows(replay_rows *rows) {
    free(rows->rows);
    free(rows->cancels);
    memset(rows, 0, sizeof *rows);
}
