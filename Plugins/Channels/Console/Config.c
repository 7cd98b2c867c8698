// SPDX-License-Identifier: 0BSD
//
// Reads the configuration: one flat JSON object of texts. The host has checked it against the
// schema; a plugin refuses nonsense all the same, with a sentence that names the key.
#include "Console.h"

#include <string.h>

typedef struct reader {
    const char *at, *end;
} reader;

static void skip_space(reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) {
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

// The ASCII character after a backslash, or -1: no value needs another.
static int escaped(reader *r) {
    const char *const place = r->at < r->end ? strchr("\"\\/u", *r->at) : 0;
    if (place == 0 || *r->at == 0) {
        return -1;
    }
    if (*r->at++ != 'u') {
        return *place;
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
        const char c = r->at < r->end ? *r->at++ : 0;
        const int letter = (c | 32) - 'a' + 10;
        const int digit = c >= '0' && c <= '9' ? c - '0' : letter;
        if (digit < 0 || digit > 15 || (digit == letter && digit < 10)) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code >= 32 && code < 127 ? code : -1;
}

// A JSON string without control characters, up to room - 1 bytes, zero-terminated.
static int string(reader *r, char *out, size_t room) {
    size_t length = 0;
    if (!take(r, '"')) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        int c = (unsigned char)*r->at++;
        if (c == '\\') {
            c = escaped(r);
        }
        if (c < 32 || c == 127 || length + 1 >= room) {
            return 0;
        }
        out[length++] = (char)c;
    }
    out[length] = 0;
    return take(r, '"');
}

// The place of a text among words that end with NULL; -1 when it is none of them.
static int choice(const char *text, const char *const *words) {
    for (int i = 0; words[i] != 0; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static const char *const keys[] = {"target", "file", "format", "color", 0};
static const char *const targets[] = {"log", "stderr", "stdout", "file", 0};
static const char *const formats[] = {"text", "json", 0};
static const char *const colors[] = {"auto", "always", "never", 0};
static const char *const wanted[] = {"log, stderr, stdout or file", "a path of 1 to 4095 bytes",
                                     "text or json", "auto, always or never"};

static int assign(console_settings *s, int key, const char *text) {
    switch (key) {
    case 0:
        return (s->target = choice(text, targets)) >= 0;
    case 1:
        strcpy(s->file, text);
        return text[0] != 0;
    case 2:
        return (s->format = choice(text, formats)) >= 0;
    default:
        return (s->color = choice(text, colors)) >= 0;
    }
}

tenon_status console_read_config(const console *c, tenon_str json, console_settings *out) {
    console_settings s = {.target = CONSOLE_LOG};
    reader r = {json.ptr, json.ptr + json.len};
    char key[32], text[CONSOLE_PATH];
    unsigned seen = 0;
    if (!take(&r, '{')) {
        return console_fail(c, TENON_E_INVALID, "config: expected a JSON object");
    }
    int more = !take(&r, '}');
    while (more) {
        if (!string(&r, key, sizeof key) || !take(&r, ':')) {
            return console_fail(c, TENON_E_INVALID, "config: expected \"name\": value");
        }
        const int at = choice(key, keys);
        if (at < 0 || seen & 1u << at) {
            return console_fail(c, TENON_E_INVALID, "config.%s: %s", key,
                                at < 0 ? "unknown key; use one of target, file, format, color"
                                       : "is there twice");
        }
        seen |= 1u << at;
        if (!string(&r, text, sizeof text) || !assign(&s, at, text)) {
            return console_fail(c, TENON_E_INVALID, "config.%s: expected %s", keys[at],
                                wanted[at]);
        }
        more = take(&r, ',');
        if (!more && !take(&r, '}')) {
            return console_fail(c, TENON_E_INVALID, "config: expected ',' or '}' after %s",
                                keys[at]);
        }
    }
    skip_space(&r);
    if (r.at != r.end) {
        return console_fail(c, TENON_E_INVALID, "config: expected nothing after the object");
    }
    if (s.target == CONSOLE_FILE && s.file[0] == 0) {
        return console_fail(c, TENON_E_INVALID, "config.file: is missing; target is file");
    }
    if (s.target != CONSOLE_FILE && s.file[0] != 0) {
        return console_fail(c, TENON_E_INVALID,
                            "config.file: is used with target: file, but target is %s",
                            targets[s.target]);
    }
    const int is_colored = s.target != CONSOLE_LOG && s.format == CONSOLE_TEXT;
    if (s.color == CONSOLE_ALWAYS && !is_colored) {
        return console_fail(c, TENON_E_INVALID,
                            "config.color: neither the log nor format json has colors");
    }
    *out = s;
    return TENON_OK;
}
