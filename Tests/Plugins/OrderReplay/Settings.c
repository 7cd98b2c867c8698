// SPDX-License-Identifier: 0BSD
//
// The configuration: a flat object of texts, a whole number and a truth.
#include "OrderReplay.h"

#include <stdio.h>
#include <string.h>

typedef struct reader {
    const char *at, *end;
} reader;

static int take(reader *r, char wanted) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at != 0) {
        r->at++;
    }
    if (r->at == r->end || *r->at != wanted) {
        return 0;
    }
    r->at++;
    return 1;
}

// A text in quotes with the escapes \" \\ \/; 0 for any other or one that is too long.
static int text(reader *r, char *out, size_t room) {
    size_t length = 0;
    if (!take(r, '"')) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        if (*r->at == '\\' && (++r->at == r->end || !strchr("\"\\/", *r->at) || *r->at == 0)) {
            return 0;
        }
        if ((unsigned char)*r->at < 32 || length + 1 >= room) {
            return 0;
        }
        out[length++] = *r->at++;
    }
    out[length] = 0;
    return take(r, '"');
}

static int whole(reader *r, int64_t *out) {
    char digits[24];
    size_t length = 0;
    take(r, ' ');
    while (r->at < r->end && strchr("-0123456789", *r->at) && *r->at
           && length + 1 < sizeof digits) {
        digits[length++] = *r->at++;
    }
    digits[length] = 0;
    replay_number number;
    return replay_decimal(digits, &number)
        && tenon_rescale(number.mantissa, number.exponent, 0, TENON_ROUND_EXACT, out) == TENON_OK;
}

static int truth(reader *r, uint8_t *out) {
    const size_t left = (size_t)(r->end - r->at);
    const size_t space = strspn(r->at, " ") < left ? strspn(r->at, " ") : left;
    *out = left - space >= 4 && memcmp(r->at + space, "true", 4) == 0;
    if (!*out && (left - space < 5 || memcmp(r->at + space, "false", 5) != 0)) {
        return 0;
    }
    r->at += space + (*out ? 4 : 5);
    return 1;
}

static int member(reader *r, replay_settings *s, unsigned *seen, char *why) {
    char name[64], word[16];
    int good = 0;
    unsigned bit = 0;
    if (!text(r, name, sizeof name) || !take(r, ':')) {
        snprintf(why, REPLAY_WHY, "config: expected \"name\": value");
        return 0;
    }
    if (strcmp(name, "file") == 0) {
        bit = 1;
        good = text(r, s->file, sizeof s->file) && s->file[0] != 0;
    } else if (strcmp(name, "instrument") == 0) {
        bit = 2;
        good = text(r, s->symbol, sizeof s->symbol) && s->symbol[0] != 0;
    } else if (strcmp(name, "clock") == 0) {
        bit = 4;
        static const char *const clocks[] = {"bar", "quote", "event"};
        const int read = text(r, word, sizeof word);
        for (uint8_t i = REPLAY_BARS; read && i <= REPLAY_EVENTS; i++) {
            if (strcmp(word, clocks[i]) == 0) {
                good = 1;
                s->clock = i;
            }
        }
    } else if (strcmp(name, "valid_until_offset_ns") == 0) {
        bit = 8;
        good = whole(r, &s->expire_offset_ns);
    } else if (strcmp(name, "contradictions") == 0) {
        bit = 16;
        good = truth(r, &s->contradictions);
    }
    if (!good || *seen & bit) {
        snprintf(why, REPLAY_WHY,
                 "config.%s: use file and instrument (texts), clock (bar, quote or event), "
                 "valid_until_offset_ns (a whole number) and contradictions (true or false), "
                 "each once", name);
        return 0;
    }
    *seen |= bit;
    return 1;
}

int replay_read_settings(tenon_str json, replay_settings *out, char *why) {
    reader r = {json.ptr, json.ptr + json.len};
    unsigned seen = 0;
    memset(out, 0, sizeof *out);
    snprintf(why, REPLAY_WHY, "config: expected an object with file, instrument and clock");
    if (!take(&r, '{')) {
        return 0;
    }
    do {
        if (!member(&r, out, &seen, why)) {
            return 0;
        }
    } while (take(&r, ','));
    const int closed = take(&r, '}');
    take(&r, ' ');
    if (!closed || r.at != r.end || (seen & 7) != 7) {
        snprintf(why, REPLAY_WHY, "config: expected an object with file, instrument and clock");
        return 0;
    }
    return 1;
}
