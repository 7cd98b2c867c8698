// SPDX-License-Identifier: 0BSD
//
// tenon_settings.h: one list says which settings a plugin has; the rest follows from it.
//
// For plugins in C (from C11) and C++ (from C++11). Nothing of this is part of the interface: it is
// compiled into the plugin. A list has a row for each setting:
//
//   #define MY_SETTINGS(INTEGER, DECIMAL, SWITCH, CHOICE2, CHOICE3)
//       INTEGER(period, 14, 2, 10000, "prices", RESTART, "How many prices the mean is of")
//       DECIMAL(quantity, 1, 0.00000001, 10000000000, "units", RUNTIME, "Size of an order")
//       SWITCH(shorts, RUNTIME, "Also sell short")
//       CHOICE2(entry, market, limit, RESTART, "What an entry is sent as")
//
// name, what it is without configuration, least, most, unit, when it may change, one sentence. A
// DECIMAL is a mantissa of the exponent -8; a SWITCH is 0 or 1 and begins as 0; a CHOICE is the
// number of its word, the first is 0 and what it begins as. RUNTIME: may change while it runs;
// RESTART: not. From the list come
//
//   TENON_SETTINGS_STRUCT(my_settings, MY_SETTINGS)    the struct: each setting an int64_t
//   TENON_SETTINGS_TABLE(my_table, MY_SETTINGS)        the table for configuration and parameters
//   TENON_SETTINGS_SCHEMA(MY_SETTINGS)                 the JSON Schema, a string literal
//
// and every plugin has one setting more, which comes first: `instrument`, a symbol.
#ifndef TENON_SETTINGS_H
#define TENON_SETTINGS_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tenon.h>

// A DECIMAL is a mantissa of this exponent.
enum { TENON_DECIMAL_EXP = -8, TENON_DECIMAL_ONE = 100000000 };
// Bytes of a symbol, padded with zeros.
enum { TENON_SYMBOL = 64 };

// One row of the list.
typedef struct tenon_setting {
    const char *name;
    const char *about;
    const char *unit;
    // Of a CHOICE: its words, one a line.
    const char *choices;
    int64_t initial;
    int64_t least;
    int64_t most;
    // TENON_PARAM_RUNTIME or TENON_PARAM_RESTART.
    uint32_t when;
    // TENON_PARAM_I64, FIXED, BOOL, ENUM.
    uint16_t type;
    int8_t exp;
    uint8_t reserved0;
} tenon_setting;

// ---- what the macros of a list are made of ----

#define TENON_FIELD_INTEGER_(n, i, l, m, u, w, a) int64_t n;
#define TENON_FIELD_DECIMAL_(n, i, l, m, u, w, a) int64_t n;
#define TENON_FIELD_SWITCH_(n, w, a) int64_t n;
#define TENON_FIELD_CHOICE2_(n, c0, c1, w, a) int64_t n;
#define TENON_FIELD_CHOICE3_(n, c0, c1, c2, w, a) int64_t n;

#define TENON_MANTISSA_(x) ((int64_t)((x) * 100000000.0 + ((x) < 0 ? -0.5 : 0.5)))
#define TENON_ROW_INTEGER_(n, i, l, m, u, w, a)                                                    \
    {#n, a, u, "", i, l, m, TENON_PARAM_##w, TENON_PARAM_I64, 0, 0},
#define TENON_ROW_DECIMAL_(n, i, l, m, u, w, a)                                                    \
    {#n, a, u, "", TENON_MANTISSA_(i), TENON_MANTISSA_(l), TENON_MANTISSA_(m), TENON_PARAM_##w,    \
     TENON_PARAM_FIXED, TENON_DECIMAL_EXP, 0},
#define TENON_ROW_SWITCH_(n, w, a)                                                                 \
    {#n, a, "", "", 0, 0, 1, TENON_PARAM_##w, TENON_PARAM_BOOL, 0, 0},
#define TENON_ROW_CHOICE2_(n, c0, c1, w, a)                                                        \
    {#n, a, "", #c0 "\n" #c1, 0, 0, 1, TENON_PARAM_##w, TENON_PARAM_ENUM, 0, 0},
#define TENON_ROW_CHOICE3_(n, c0, c1, c2, w, a)                                                    \
    {#n, a, "", #c0 "\n" #c1 "\n" #c2, 0, 0, 2, TENON_PARAM_##w, TENON_PARAM_ENUM, 0, 0},

#define TENON_JSON_RUNTIME_ ", \"x-tenon-runtime\": true"
#define TENON_JSON_RESTART_ ""
#define TENON_JSON_(n, what, w, a)                                                                 \
    ",\n    \"" #n "\": {\n      " what TENON_JSON_##w##_                                           \
    ",\n      \"description\": \"" a "\"\n    }"
#define TENON_JSON_RANGE_(i, l, m, u)                                                              \
    "\"minimum\": " #l ", \"maximum\": " #m ", \"default\": " #i ", \"x-tenon-unit\": \"" u "\""
#define TENON_JSON_INTEGER_(n, i, l, m, u, w, a)                                                   \
    TENON_JSON_(n, "\"type\": \"integer\", " TENON_JSON_RANGE_(i, l, m, u), w, a)
#define TENON_JSON_DECIMAL_(n, i, l, m, u, w, a)                                                   \
    TENON_JSON_(n, "\"type\": [\"number\", \"string\"], " TENON_JSON_RANGE_(i, l, m, u)            \
                   ", \"x-tenon-scale\": -8", w, a)
#define TENON_JSON_SWITCH_(n, w, a)                                                                \
    TENON_JSON_(n, "\"type\": \"boolean\", \"default\": false", w, a)
#define TENON_JSON_CHOICE2_(n, c0, c1, w, a)                                                       \
    TENON_JSON_(n, "\"enum\": [\"" #c0 "\", \"" #c1 "\"], \"default\": \"" #c0 "\"", w, a)
#define TENON_JSON_CHOICE3_(n, c0, c1, c2, w, a)                                                   \
    TENON_JSON_(n, "\"enum\": [\"" #c0 "\", \"" #c1 "\", \"" #c2 "\"], \"default\": \"" #c0 "\"",  \
                w, a)

// The struct of a list: an int64_t for each row, in its order.
#define TENON_SETTINGS_STRUCT(NAME, LIST)                                                          \
    typedef struct NAME {                                                                          \
        LIST(TENON_FIELD_INTEGER_, TENON_FIELD_DECIMAL_, TENON_FIELD_SWITCH_,                      \
             TENON_FIELD_CHOICE2_, TENON_FIELD_CHOICE3_)                                           \
    } NAME;

// The rows of a list.
#define TENON_SETTINGS_TABLE(NAME, LIST)                                                           \
    static const tenon_setting NAME[] = {LIST(TENON_ROW_INTEGER_, TENON_ROW_DECIMAL_,              \
                                              TENON_ROW_SWITCH_, TENON_ROW_CHOICE2_,               \
                                              TENON_ROW_CHOICE3_)};

// The JSON Schema of a list, for tenon_descriptor.config_schema.
#define TENON_SETTINGS_SCHEMA(LIST)                                                                \
    "{\n"                                                                                          \
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"                           \
    "  \"type\": \"object\",\n"                                                                    \
    "  \"additionalProperties\": false,\n"                                                         \
    "  \"properties\": {\n"                                                                        \
    "    \"instrument\": {\n"                                                                      \
    "      \"type\": \"string\", \"pattern\": \"^[!-~]{1,64}$\",\n"                                \
    "      \"description\": \"Symbol, such as AAPL.XNAS; without it the first one defined\"\n"     \
    "    }"                                                                                       \
    LIST(TENON_JSON_INTEGER_, TENON_JSON_DECIMAL_, TENON_JSON_SWITCH_, TENON_JSON_CHOICE2_,        \
         TENON_JSON_CHOICE3_)                                                                      \
    "\n"                                                                                           \
    "  }\n"                                                                                        \
    "}\n"

// ---- words and numbers ----

// Tells the host why, and gives back the status to return.
// [in-call, every state]
static inline tenon_status tenon_refuse(const tenon_host *host, tenon_status code,
                                        const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline tenon_status tenon_refuse(const tenon_host *host, tenon_status code,
                                        const char *format, ...) {
    char text[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    host->fail(host, code, tenon_text(text));
    return code;
}

// Whether a text is this word.
// [any, every state]
static inline int tenon_is_word(tenon_str text, const char *word) {
    const tenon_str other = tenon_text(word);
    return text.len == other.len && (text.len == 0 || memcmp(text.ptr, word, text.len) == 0);
}

// The word number `index` of a setting's choices.
// [any, every state]
static inline tenon_str tenon_choice(const tenon_setting *about, int64_t index) {
    const char *at = about->choices;
    for (; index > 0; index--) {
        at = strchr(at, '\n') + 1;
    }
    tenon_str word = {at, strcspn(at, "\n")};
    return word;
}

// Digits from *at on: zeros wait until a digit follows them, so that 2.50 is 25 × 10^-1.
// [any, every state]
static inline int32_t tenon_digits_(const char **at, const char *end, int64_t *mantissa,
                                    int32_t *zeros) {
    const char *const from = *at;
    for (; *at < end && **at >= '0' && **at <= '9' && *at - from < 400; (*at)++) {
        ++*zeros;
        if (**at == '0') {
            continue;
        }
        for (; *zeros > 0; --*zeros) {
            if (*mantissa > 99999999999999999) {
                return -1;
            }
            *mantissa *= 10;
        }
        *mantissa += **at - '0';
    }
    return (int32_t)(*at - from);
}

// Reads a decimal of at most 18 digits that count, as JSON writes numbers, as a mantissa of exp.
// 0: the text is none, or exp has no room for it; *out is then as before.
// [any, every state]
static inline int tenon_decimal(tenon_str text, int32_t exp, int64_t *out) {
    const char *at = text.ptr, *const end = text.ptr + text.len;
    const int negative = at < end && *at == '-';
    int32_t zeros = 0, scale = 0;
    int64_t m = 0;
    at += negative;
    const char *const first = at;
    const int32_t whole = tenon_digits_(&at, end, &m, &zeros);
    if (whole <= 0 || (whole > 1 && *first == '0')) {
        return 0;
    }
    if (at < end && *at == '.') {
        at++;
        const int32_t places = tenon_digits_(&at, end, &m, &zeros);
        if (places <= 0) {
            return 0;
        }
        scale = -places;
    }
    scale += zeros;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        const int down = at < end && *at == '-';
        at += at < end && (*at == '-' || *at == '+');
        const char *const from = at;
        int32_t power = 0;
        for (; at < end && *at >= '0' && *at <= '9'; at++) {
            power = power < 1000 ? power * 10 + (*at - '0') : power;
        }
        if (at == from) {
            return 0;
        }
        scale += down ? -power : power;
    }
    return at == end
        && tenon_rescale(negative ? -m : m, m == 0 ? exp : scale, exp, TENON_ROUND_EXACT, out)
            == TENON_OK;
}

// The value of a setting from text: a number, a word, true or false. 0: it is none of this setting.
// [any, every state]
static inline int tenon_setting_value(const tenon_setting *about, tenon_str text, int64_t *out) {
    int64_t n = about->least - 1;
    if (about->type == TENON_PARAM_ENUM) {
        for (int64_t i = 0; i <= about->most; i++) {
            const tenon_str word = tenon_choice(about, i);
            n = word.len == text.len && memcmp(word.ptr, text.ptr, text.len) == 0 ? i : n;
        }
    } else if (about->type == TENON_PARAM_BOOL) {
        n = tenon_is_word(text, "true") ? 1 : tenon_is_word(text, "false") ? 0 : n;
    } else if (!tenon_decimal(text, about->exp, &n)) {
        return 0;
    }
    if (n < about->least || n > about->most) {
        return 0;
    }
    *out = n;
    return 1;
}

// Writes a value as text, and gives back its length; room for 32 bytes or the longest word.
// [any, every state]
static inline int tenon_setting_text(const tenon_setting *about, int64_t value, char *text,
                                     size_t room) {
    if (about->type == TENON_PARAM_ENUM) {
        const tenon_str word = tenon_choice(about, value);
        return snprintf(text, room, "%.*s", (int)word.len, word.ptr);
    }
    if (about->type == TENON_PARAM_BOOL) {
        return snprintf(text, room, "%s", value != 0 ? "true" : "false");
    }
    if (about->type == TENON_PARAM_FIXED) {
        const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
        return snprintf(text, room, "%s%llu.%08llu", value < 0 ? "-" : "",
                        (unsigned long long)(size / TENON_DECIMAL_ONE),
                        (unsigned long long)(size % TENON_DECIMAL_ONE));
    }
    return snprintf(text, room, "%lld", (long long)value);
}

// ---- the configuration: one flat JSON object ----

typedef struct tenon_json_ {
    const char *at;
    const char *end;
    // The value read last, of a string without its quotes and escapes, else as it stands.
    char text[128];
    uint64_t length;
    // 1: it was a string.
    uint64_t quoted;
} tenon_json_;

// [any, every state]
static inline void tenon_json_space_(tenon_json_ *r) {
    while (r->at < r->end && memchr(" \t\n\r", *r->at, 4) != 0) {
        r->at++;
    }
}

// Takes one character, after any space; 0 when another one stands there.
// [any, every state]
static inline int tenon_json_take_(tenon_json_ *r, char wanted) {
    tenon_json_space_(r);
    if (r->at == r->end || *r->at != wanted) {
        return 0;
    }
    r->at++;
    return 1;
}

// The character after a backslash, or -1. Only visible ASCII: no value needs more.
// [any, every state]
static inline int tenon_json_escape_(tenon_json_ *r) {
    const char c = r->at < r->end ? *r->at++ : 0;
    int code = 0;
    if (c == '"' || c == '\\' || c == '/') {
        return c;
    }
    for (int i = 0; c == 'u' && i < 4; i++) {
        const char h = r->at < r->end ? *r->at++ : 0;
        const int digit = h >= '0' && h <= '9' ? h - '0'
            : (h | 32) >= 'a' && (h | 32) <= 'f' ? (h | 32) - 'a' + 10
                                                 : -1;
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code;
}

// [any, every state]
static inline int tenon_json_string_(tenon_json_ *r) {
    r->length = 0;
    r->quoted = 1;
    r->text[0] = 0;
    if (!tenon_json_take_(r, '"')) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        int c = *r->at++;
        if (c == '\\') {
            c = tenon_json_escape_(r);
        }
        if (c < 32 || c >= 127 || r->length + 1 >= sizeof r->text) {
            r->text[0] = 0;
            return 0;
        }
        r->text[r->length++] = (char)c;
    }
    r->text[r->length] = 0;
    return tenon_json_take_(r, '"');
}

// A string, a number, true or false.
// [any, every state]
static inline int tenon_json_scalar_(tenon_json_ *r) {
    if (tenon_json_take_(r, '"')) {
        r->at--;
        return tenon_json_string_(r);
    }
    static const char allowed[] = "+-.0123456789abcdefghijklmnopqrstuvwxyzE";
    r->length = r->quoted = 0;
    while (r->at < r->end && r->length + 1 < sizeof r->text
           && memchr(allowed, *r->at, sizeof allowed - 1) != 0) {
        r->text[r->length++] = *r->at++;
    }
    r->text[r->length] = 0;
    return r->length > 0;
}

// What a setting takes, for people.
// [any, every state]
static inline void tenon_setting_wanted_(const tenon_setting *about, char *text, size_t room) {
    char least[48], most[48];
    if (about->type == TENON_PARAM_BOOL) {
        snprintf(text, room, "true or false");
    } else if (about->type == TENON_PARAM_ENUM) {
        snprintf(text, room, "one of %s", about->choices);
        for (char *at = text; *at != 0; at++) {
            *at = *at == '\n' ? ' ' : *at;
        }
    } else {
        tenon_setting_text(about, about->least, least, sizeof least);
        tenon_setting_text(about, about->most, most, sizeof most);
        snprintf(text, room, "%s from %s to %s",
                 about->type == TENON_PARAM_I64 ? "a whole number"
                                                : "a decimal with at most 8 places",
                 least, most);
    }
}

// Whether a value of the configuration is one of its setting, and what: a word is a string, true
// and false are none, and of the numbers only a decimal may be in quotes.
// [any, every state]
static inline int tenon_json_value_(const tenon_json_ *r, const tenon_setting *about,
                                    int64_t *out) {
    const tenon_str text = {r->text, r->length};
    const int quoted = r->quoted != 0;
    const int fits = about->type == TENON_PARAM_ENUM ? quoted
        : about->type == TENON_PARAM_FIXED           ? 1
                                                     : !quoted;
    return fits && tenon_setting_value(about, text, out);
}

// [any, every state]
static inline int tenon_json_symbol_(const tenon_json_ *r, char *symbol) {
    if (!r->quoted || r->length == 0 || r->length > TENON_SYMBOL || strchr(r->text, ' ') != 0) {
        return 0;
    }
    memcpy(symbol, r->text, r->length);
    return 1;
}

// Reads a configuration: `instrument` to symbol (TENON_SYMBOL bytes), the `count` settings of the
// table to values, each as the table begins with where the text does not say. After a failure,
// which is told to the host, both are half written: read into copies.
// [in-call, created and later]
static inline tenon_status tenon_settings_read(const tenon_host *host, tenon_str json,
                                               const tenon_setting *table, uint32_t count,
                                               char *symbol, int64_t *values) {
    tenon_json_ r;
    uint64_t seen = 0;
    char wanted[160];
    memset(&r, 0, sizeof r);
    memset(symbol, 0, TENON_SYMBOL);
    for (uint32_t i = 0; i < count; i++) {
        values[i] = table[i].initial;
    }
    r.at = json.ptr;
    r.end = json.ptr + json.len;
    if (!tenon_json_take_(&r, '{')) {
        return tenon_refuse(host, TENON_E_INVALID, "config: expected a JSON object");
    }
    int more = !tenon_json_take_(&r, '}');
    while (more) {
        uint32_t at = 0;
        if (!tenon_json_string_(&r) || !tenon_json_take_(&r, ':')) {
            return tenon_refuse(host, TENON_E_INVALID, "config: expected \"name\": value");
        }
        while (at < count && strcmp(r.text, table[at].name) != 0) {
            at++;
        }
        const int is_symbol = strcmp(r.text, "instrument") == 0;
        const uint64_t bit = (uint64_t)1 << (is_symbol ? 63 : at);
        if (at == count && !is_symbol) {
            return tenon_refuse(host, TENON_E_INVALID, "config.%s: no setting has this name",
                                r.text);
        }
        if ((seen & bit) != 0) {
            return tenon_refuse(host, TENON_E_INVALID, "config.%s: is there twice", r.text);
        }
        seen |= bit;
        const int is_value = tenon_json_scalar_(&r);
        if (is_symbol && (!is_value || !tenon_json_symbol_(&r, symbol))) {
            return tenon_refuse(host, TENON_E_INVALID,
                                "config.instrument: expected a symbol of 1 to 64 visible ASCII "
                                "characters");
        }
        if (!is_symbol && (!is_value || !tenon_json_value_(&r, &table[at], &values[at]))) {
            tenon_setting_wanted_(&table[at], wanted, sizeof wanted);
            return tenon_refuse(host, TENON_E_INVALID, "config.%s: expected %s", table[at].name,
                                wanted);
        }
        more = tenon_json_take_(&r, ',');
        if (!more && !tenon_json_take_(&r, '}')) {
            return tenon_refuse(host, TENON_E_INVALID, "config: expected ',' or '}' after %s",
                                is_symbol ? "instrument" : table[at].name);
        }
    }
    tenon_json_space_(&r);
    return r.at == r.end ? TENON_OK
                         : tenon_refuse(host, TENON_E_INVALID,
                                        "config: expected nothing after the object");
}

#endif
