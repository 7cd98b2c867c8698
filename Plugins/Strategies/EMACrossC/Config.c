// SPDX-License-Identifier: 0BSD
//
// Reads the configuration: one flat JSON object. The host has checked it against the schema; a
// plugin refuses nonsense all the same, with a sentence that names the key.
#include "EMACross.h"

#include <string.h>

typedef struct reader {
    const char *at, *end;
} reader;

// A value as text: of a string without its quotes and escapes, else as it stands.
typedef struct value {
    char kind;  // 's' string, 'n' number, 'b' true or false
    char text[128];
    size_t length;
} value;

static char peek(const reader *r) {
    return r->at < r->end ? *r->at : 0;
}

static void skip_space(reader *r) {
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r') {
        r->at++;
    }
}

// Takes one character, after any space; 0 when another one stands there.
static int take(reader *r, char wanted) {
    skip_space(r);
    if (r->at == r->end || *r->at != wanted) {
        return 0;
    }
    r->at++;
    return 1;
}

static int hex(reader *r) {
    const char c = peek(r);
    r->at += r->at < r->end;
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

// The character after a backslash. Only ASCII is allowed: no value needs more.
static int escaped(reader *r) {
    const char c = peek(r);
    r->at += r->at < r->end;
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'u': {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            const int digit = hex(r);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code >= 32 && code < 127 ? code : -1;
    }
    default:
        return -1;  // \n and the like are in no value
    }
}

static int string(reader *r, value *out) {
    out->kind = 's';
    out->length = 0;
    if (!take(r, '"')) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        int c = *r->at++;
        if (c == '\\') {
            c = escaped(r);
        }
        if (c < 32 || c >= 127 || out->length + 1 >= sizeof out->text) {
            return 0;
        }
        out->text[out->length++] = (char)c;
    }
    out->text[out->length] = 0;
    return take(r, '"');
}

static int is_word(const value *v, const char *word) {
    return strcmp(v->text, word) == 0;
}

static int scalar(reader *r, value *out) {
    skip_space(r);
    if (peek(r) == '"') {
        return string(r, out);
    }
    out->length = 0;
    while (r->at < r->end && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *r->at) && *r->at) {
        if (out->length + 1 >= sizeof out->text) {
            return 0;
        }
        out->text[out->length++] = *r->at++;
    }
    out->text[out->length] = 0;
    int64_t mantissa;
    int32_t exponent;
    out->kind = is_word(out, "true") || is_word(out, "false") ? 'b' : 'n';
    return out->kind == 'b' || ema_decimal(out->text, out->length, &mantissa, &exponent);
}

// Digits from *at on: zeros wait until a digit follows them, so that 2.50 is 25 × 10^-1.
static int digits(const char **at, const char *end, int64_t *mantissa, int32_t *zeros) {
    const char *start = *at;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        ++*zeros;
        if (**at == '0') {
            continue;
        }
        for (; *zeros > 0; --*zeros) {
            if (*mantissa > 99999999999999999) {
                return 0;
            }
            *mantissa *= 10;
        }
        *mantissa += **at - '0';
    }
    return (int)(*at - start);
}

int ema_decimal(const char *text, size_t length, int64_t *mantissa, int32_t *exponent) {
    const char *at = text, *const end = text + length;
    const int negative = at < end && *at == '-';
    int32_t zeros = 0, exp = 0;
    int64_t m = 0;
    at += negative;
    const char *const first = at;
    const int whole = digits(&at, end, &m, &zeros);
    if (whole == 0 || (whole > 1 && *first == '0')) {
        return 0;
    }
    if (at < end && *at == '.') {
        at++;
        const int places = digits(&at, end, &m, &zeros);
        if (places == 0) {
            return 0;
        }
        exp = -places;
    }
    exp += zeros;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        const int down = at < end && *at == '-';
        at += at < end && (*at == '-' || *at == '+');
        const char *const start = at;
        int32_t power = 0;
        for (; at < end && *at >= '0' && *at <= '9'; at++) {
            power = power < 1000 ? power * 10 + (*at - '0') : power;
        }
        if (at == start) {
            return 0;
        }
        exp += down ? -power : power;
    }
    if (at != end || (m != 0 && (exp < -64 || exp > 64))) {
        return 0;
    }
    *mantissa = negative ? -m : m;
    *exponent = m == 0 ? 0 : exp;
    return 1;
}

// A number in steps of 10^exp between two bounds.
static int number(const value *v, int32_t exp, int64_t least, int64_t most, int64_t *out) {
    int64_t mantissa, scaled;
    int32_t exponent;
    if (!ema_decimal(v->text, v->length, &mantissa, &exponent)
        || tenon_rescale(mantissa, exponent, exp, TENON_ROUND_EXACT, &scaled) != TENON_OK
        || scaled < least || scaled > most) {
        return 0;
    }
    *out = scaled;
    return 1;
}

// The place of a word among `count` words.
static int choice(const value *v, const char *const *words, int count, int64_t *out) {
    for (int i = 0; i < count; i++) {
        if (v->kind == 's' && is_word(v, words[i])) {
            *out = i;
            return 1;
        }
    }
    return 0;
}

static const char *const names[] = {"instrument", "fast",  "slow",  "quantity",
                                    "seed",       "entry", "short", "source"};
static const char *const wanted[] = {
    "a symbol of 1 to 64 visible ASCII characters",
    "a whole number from 1 to 1000000",
    "a whole number from 2 to 1000000",
    "a decimal above 0, at most 10000000000, with at most 8 places",
    "first or mean",
    "cross or always",
    "true or false",
    "auto, quote, bar or trade",
};
static const char *const seeds[] = {"first", "mean"};
static const char *const entries[] = {"cross", "always"};
static const char *const sources[] = {"auto", "quote", "bar", "trade"};

static int assign(ema_settings *s, int name, const value *v) {
    const int is_number = v->kind == 'n';
    switch (name) {
    case 0:
        if (v->kind != 's' || v->length == 0 || v->length > EMA_SYMBOL || strchr(v->text, ' ')) {
            return 0;
        }
        memcpy(s->symbol, v->text, v->length);
        return 1;
    case 1:
        return is_number && number(v, 0, 1, EMA_PERIOD_MAX, &s->fast);
    case 2:
        return is_number && number(v, 0, 2, EMA_PERIOD_MAX, &s->slow);
    case 3:
        return v->kind != 'b' && number(v, EMA_QUANTITY_EXP, 1, EMA_QUANTITY_MAX, &s->quantity);
    case 4:
        return choice(v, seeds, 2, &s->seed);
    case 5:
        return choice(v, entries, 2, &s->entry);
    case 6:
        s->shorts = is_word(v, "true");
        return v->kind == 'b';
    default:
        return choice(v, sources, 4, &s->source);
    }
}

tenon_status ema_read_config(const ema *e, tenon_str json, ema_settings *out) {
    ema_settings s = {.fast = 10, .slow = 20, .quantity = 100000000, .shorts = -1};
    reader r = {json.ptr, json.ptr + json.len};
    unsigned seen = 0;
    value name, v;
    if (!take(&r, '{')) {
        return ema_fail(e, TENON_E_INVALID, "config: expected a JSON object");
    }
    int more = !take(&r, '}');
    while (more) {
        int at = 0;
        if (!string(&r, &name) || !take(&r, ':')) {
            return ema_fail(e, TENON_E_INVALID, "config: expected \"name\": value");
        }
        while (at < 8 && !is_word(&name, names[at])) {
            at++;
        }
        if (at == 8 || seen & 1u << at) {
            return ema_fail(e, TENON_E_INVALID, "config.%s: %s", name.text,
                            at < 8 ? "is there twice"
                                   : "unknown key; use one of instrument, fast, slow, quantity, "
                                     "seed, entry, short, source");
        }
        seen |= 1u << at;
        if (!scalar(&r, &v) || !assign(&s, at, &v)) {
            return ema_fail(e, TENON_E_INVALID, "config.%s: expected %s", names[at], wanted[at]);
        }
        more = take(&r, ',');
        if (!more && !take(&r, '}')) {
            return ema_fail(e, TENON_E_INVALID, "config: expected ',' or '}' after %s", names[at]);
        }
    }
    skip_space(&r);
    if (r.at != r.end) {
        return ema_fail(e, TENON_E_INVALID, "config: expected nothing after the object");
    }
    if (s.fast >= s.slow) {
        return ema_fail(e, TENON_E_INVALID, "config.slow: %lld is not above fast, which is %lld",
                        (long long)s.slow, (long long)s.fast);
    }
    if (s.shorts < 0) {
        s.shorts = s.entry == EMA_ENTRY_ALWAYS;
    }
    *out = s;
    return TENON_OK;
}
