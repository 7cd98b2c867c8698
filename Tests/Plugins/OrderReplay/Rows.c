// SPDX-License-Identifier: 0BSD
//
// Reads orders.csv. A row that cannot be expressed as an intent is an error at its line.
#include "OrderReplay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 32, LINE_MAX_BYTES = 4096 };

static const char *const names[] = {
    "order_id", "bar", "quote", "event", "cancel_bar", "cancel_quote", "cancel_event", "side",
    "type", "qty", "limit_price", "stop_price", "valid_until", "tif", "op", "flags",
    "display_qty", "min_qty", "trail", "trail_unit", "limit_offset", "trigger", "link",
    "contingency", "time", "final_status",
};
// BAR and CANCEL_BAR stand before those of the other clocks, in the order of REPLAY_BARS.
enum { ORDER_ID, BAR, CANCEL_BAR = 4, SIDE = 7, TYPE, QTY, LIMIT, STOP, VALID_UNTIL, TIF, OP,
       FLAGS, DISPLAY, LEAST, TRAIL, TRAIL_UNIT, LIMIT_OFFSET, TRIGGER, LINK, CONTINGENCY,
       NAMES = 26 };

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
    for (int clock = REPLAY_BARS; clock <= REPLAY_EVENTS; clock++) {
        if (clock != s->clock && (columns[BAR + clock] >= 0 || columns[CANCEL_BAR + clock] >= 0)) {
            return "the file counts something else than config.clock";
        }
    }
    const int needed[] = {ORDER_ID, BAR + s->clock, SIDE, TYPE, QTY};
    for (int i = 0; i < 5; i++) {
        if (columns[needed[i]] < 0) {
            return "a column is missing of order_id, bar or quote or event, side, type, qty";
        }
    }
    return 0;
}

static int needs_stop(uint8_t type) {
    return type >= TENON_STOP && type <= TENON_LIMIT_IF_TOUCHED;
}

static int needs_limit(uint8_t type) {
    return type == TENON_LIMIT || type == TENON_STOP_LIMIT || type == TENON_LIMIT_IF_TOUCHED;
}

static int is_trailing(uint8_t type) {
    return type == TENON_TRAILING_STOP || type == TENON_TRAILING_STOP_LIMIT;
}

// A number that may be missing; 0 for a text that is none.
static int number(const char *text, replay_number *out) {
    return *text == 0 || replay_decimal(text, out);
}

// The members of an intent that a row says in words.
static const char *words(char *const *fields, const int *columns, replay_row *out) {
#define FIELD(name) (columns[name] < 0 ? "" : fields[columns[name]])
    const int op = replay_op(FIELD(OP)), flags = replay_flags(FIELD(FLAGS));
    const int trigger = replay_trigger(FIELD(TRIGGER)), unit = replay_trail_unit(FIELD(TRAIL_UNIT));
    const int contingency = replay_contingency(FIELD(CONTINGENCY));
    const int64_t link = *FIELD(LINK) == 0 ? 0 : replay_index(FIELD(LINK));
    int side = replay_side(FIELD(SIDE)), type = replay_type(FIELD(TYPE));
    int tif = replay_tif(FIELD(TIF));
    if (op != TENON_OP_NEW && *FIELD(SIDE) == 0 && *FIELD(TYPE) == 0 && *FIELD(TIF) == 0) {
        side = type = tif = 0;
    }
    if (side < 0 || type < 0 || tif < 0) {
        return "unknown side, type or tif";
    }
    if (op < 0 || flags < 0 || trigger < 0 || unit < 0 || contingency < 0 || link < 0) {
        return "unknown op, flags, trigger, trail_unit, contingency or link";
    }
    out->op = (uint8_t)op;
    out->side = (uint8_t)side;
    out->otype = (uint8_t)type;
    out->tif = (uint8_t)tif;
    out->flags = (uint32_t)flags;
    out->trigger = (uint8_t)trigger;
    out->trail_unit = (uint8_t)unit;
    out->contingency = (uint8_t)contingency;
    out->link = (uint64_t)link;
    return 0;
}

static const char *numbers(char *const *fields, const int *columns, replay_row *out) {
    const int places[] = {QTY, LIMIT, STOP, DISPLAY, LEAST, TRAIL, LIMIT_OFFSET};
    replay_number *const members[] = {&out->qty, &out->limit, &out->stop, &out->display,
                                      &out->least, &out->trail, &out->limit_offset};
    for (int i = 0; i < 7; i++) {
        if (!number(FIELD(places[i]), members[i])) {
            return i == 0 ? "qty is no decimal" : "a price or quantity is no decimal";
        }
    }
    return 0;
}

// What in a new order contradicts itself, or 0.
static const char *contradiction(const replay_row *row, int has_display) {
    if (!row->qty.present || row->qty.mantissa <= 0) {
        return "qty is no decimal above 0";
    }
    const int may_stop = needs_stop(row->otype) || is_trailing(row->otype);
    if (row->limit.present != needs_limit(row->otype) || (row->stop.present && !may_stop)
        || (needs_stop(row->otype) && !row->stop.present)
        || row->trail.present != is_trailing(row->otype)
        || (row->trail_unit != 0) != is_trailing(row->otype)
        || row->limit_offset.present != (row->otype == TENON_TRAILING_STOP_LIMIT)
        || (has_display && !row->display.present)) {
        return "the type does not go with the prices given";
    }
    return 0;
}

// Fills a row from its fields; what is wrong with it, or 0.
static const char *row(char *const *fields, const int *columns, const replay_settings *s,
                       replay_row *out) {
    const char *until = FIELD(VALID_UNTIL), *cancel = FIELD(CANCEL_BAR + s->clock);
    const int64_t id = replay_index(FIELD(ORDER_ID));
    out->order_id = (uint64_t)id;
    out->at = replay_index(FIELD(BAR + s->clock));
    out->cancel_at = *cancel != 0 ? replay_index(cancel) : -1;
    out->expire_ns = TENON_NONE;
    if (id < 1 || out->at < 0) {
        return "order_id or index is no number";
    }
    if (*cancel != 0 && out->cancel_at <= out->at) {
        return "the cancel does not come after the order";
    }
    const char *wrong = words(fields, columns, out);
    wrong = wrong ? wrong : numbers(fields, columns, out);
    if (wrong == 0 && out->op == TENON_OP_NEW && !s->contradictions) {
        wrong = contradiction(out, strcmp(FIELD(TYPE), "iceberg") == 0);
    }
    if (wrong != 0) {
        return wrong;
    }
    if (*until != 0) {
        const int64_t time = replay_moment(until);
        const int fits = time != TENON_NONE
            && !__builtin_add_overflow(time, s->expire_offset_ns, &out->expire_ns);
        const int goes = out->tif == TENON_GTC || out->tif == TENON_GTD || out->tif == 0;
        if (!fits || (!goes && !s->contradictions)) {
            return "valid_until is no time, or tif says something else";
        }
        out->tif = out->tif == TENON_GTC ? TENON_GTD : out->tif;
    } else if (out->tif == TENON_GTD && !s->contradictions) {
        return "GTD without valid_until";
    }
    return 0;
}
#undef FIELD

// Finds the row that a cancel or replace acts on.
static const char *find_target(const replay_rows *rows, replay_row *row) {
    for (uint32_t i = rows->count; row->op != TENON_OP_NEW && i > 0; i--) {
        if (rows->rows[i - 1].op == TENON_OP_NEW && rows->rows[i - 1].order_id == row->order_id) {
            row->target = i - 1;
            return 0;
        }
    }
    return row->op == TENON_OP_NEW ? 0 : "no order of this order_id stands above";
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
            wrong = wrong ? wrong : find_target(rows, next);
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
