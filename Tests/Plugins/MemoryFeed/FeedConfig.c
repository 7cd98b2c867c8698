#include "FeedConfig.h"

#include <string.h>

typedef struct {
    const char *at;
    const char *end;
} reader;

static void skip_space(reader *r) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at)) {
        r->at++;
    }
}

static int take(reader *r, char c) {
    skip_space(r);
    if (r->at == r->end || *r->at != c) {
        return 0;
    }
    r->at++;
    return 1;
}

// A string without escapes but \" \\ and \/, as paths need them.
static int string(reader *r, char *out, size_t room) {
    size_t length = 0;
    if (!take(r, '"')) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        if (*r->at == '\\' && (++r->at == r->end || !strchr("\"\\/", *r->at))) {
            return 0;
        }
        if (length + 1 == room) {
            return 0;
        }
        out[length++] = *r->at++;
    }
    out[length] = 0;
    return take(r, '"') && length > 0;
}

static int positive(reader *r, uint64_t *out) {
    uint64_t value = 0;
    int digits = 0;
    skip_space(r);
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && digits++ < 15) {
        value = value * 10 + (uint64_t)(*r->at++ - '0');
    }
    *out = value;
    return digits > 0 && value > 0;
}

const char *feed_config_parse(feed_config *out, tenon_str json) {
    reader r = {json.ptr, json.ptr + json.len};
    char key[32];
    memset(out, 0, sizeof *out);
    out->repeat = 1;
    if (!take(&r, '{')) {
        return "config: expected an object";
    }
    do {
        if (!string(&r, key, sizeof key) || !take(&r, ':')) {
            return "config: expected a name and ':'";
        }
        int is_bars = strcmp(key, "bars") == 0;
        if (is_bars || strcmp(key, "ticks") == 0) {
            if (out->path[0]) {
                return "config: give either ticks or bars";
            }
            out->is_bars = is_bars;
            if (!string(&r, out->path, sizeof out->path)) {
                return "config.ticks or config.bars: expected a path";
            }
        } else if (strcmp(key, "symbol") == 0) {
            if (!string(&r, out->symbol, sizeof out->symbol)) {
                return "config.symbol: expected 1 to 63 characters";
            }
        } else if (strcmp(key, "repeat") == 0) {
            if (!positive(&r, &out->repeat)) {
                return "config.repeat: expected a whole number above 0";
            }
        } else if (strcmp(key, "rows") == 0) {
            if (!positive(&r, &out->limit)) {
                return "config.rows: expected a whole number above 0";
            }
        } else {
            return "config: unknown key; use one of ticks, bars, symbol, repeat, rows";
        }
    } while (take(&r, ','));
    if (!take(&r, '}')) {
        return "config: expected ',' or '}'";
    }
    if (!out->path[0] || !out->symbol[0]) {
        return "config: ticks or bars, and symbol, are missing";
    }
    return NULL;
}
