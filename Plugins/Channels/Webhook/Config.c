// SPDX-License-Identifier: 0BSD
//
// Reads the configuration: one flat JSON object. The host has checked it against the schema and
// put the secret in place; a plugin refuses nonsense all the same, with a sentence that names the
// key and never shows the secret.
#include "Webhook.h"

#include <sodium.h>
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

static int take_word(reader *r, const char *word) {
    const size_t length = strlen(word);
    skip_space(r);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) {
        return 0;
    }
    r->at += length;
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

static int whole(reader *r, int64_t least, int64_t most, int64_t *out) {
    skip_space(r);
    const char *const start = r->at;
    int64_t n = 0;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && n <= most) {
        n = n * 10 + (*r->at++ - '0');
    }
    *out = n;
    return r->at > start && n >= least && n <= most;
}

static int boolean(reader *r, int *out) {
    *out = take_word(r, "true");
    return *out || take_word(r, "false");
}

static const char *const keys[] = {"url", "secret", "timeout_ms", "allow_plain_http", "ca_file"};
enum { KEYS = sizeof keys / sizeof *keys };
static const char *const wanted[KEYS] = {
    "an address of at most 2047 bytes that begins with https:// or http://",
    "16 to 256 bytes without control characters, as the content of the reference",
    "a whole number from 50 to 30000",
    "true or false",
    "a path of 1 to 4095 bytes",
};

static int assign(reader *r, webhook_settings *s, int key) {
    switch (key) {
    case 0:
        return string(r, s->url, sizeof s->url) && s->url[0] != 0;
    case 1:
        return string(r, s->secret, sizeof s->secret) && strlen(s->secret) >= WEBHOOK_SECRET_MIN;
    case 2:
        return whole(r, 50, 30000, &s->timeout_ms);
    case 3:
        return boolean(r, &s->allow_plain_http);
    default:
        return string(r, s->ca_file, sizeof s->ca_file) && s->ca_file[0] != 0;
    }
}

static tenon_status read(const webhook *w, reader *r, webhook_settings *s) {
    char key[32];
    unsigned seen = 0;
    if (!take(r, '{')) {
        return webhook_fail(w, TENON_E_INVALID, "config: expected a JSON object");
    }
    int more = !take(r, '}');
    while (more) {
        int at = 0;
        if (!string(r, key, sizeof key) || !take(r, ':')) {
            return webhook_fail(w, TENON_E_INVALID, "config: expected \"name\": value");
        }
        while (at < KEYS && strcmp(key, keys[at]) != 0) {
            at++;
        }
        if (at == KEYS || seen & 1u << at) {
            return webhook_fail(w, TENON_E_INVALID, "config.%s: %s", key,
                                at < KEYS ? "is there twice"
                                          : "unknown key; use one of url, secret, timeout_ms, "
                                            "allow_plain_http, ca_file");
        }
        seen |= 1u << at;
        if (!assign(r, s, at)) {
            return webhook_fail(w, TENON_E_INVALID, "config.%s: expected %s", keys[at],
                                wanted[at]);
        }
        more = take(r, ',');
        if (!more && !take(r, '}')) {
            return webhook_fail(w, TENON_E_INVALID, "config: expected ',' or '}' after %s",
                                keys[at]);
        }
    }
    skip_space(r);
    if (r->at != r->end) {
        return webhook_fail(w, TENON_E_INVALID, "config: expected nothing after the object");
    }
    for (int i = 0; i < 2; i++) {
        if (!(seen & 1u << i)) {
            return webhook_fail(w, TENON_E_INVALID, "config.%s: is missing", keys[i]);
        }
    }
    return webhook_check_url(w, s->url, s->allow_plain_http);
}

tenon_status webhook_read_config(const webhook *w, tenon_str json, webhook_settings *out) {
    webhook_settings s = {.timeout_ms = 3000};
    reader r = {json.ptr, json.ptr + json.len};
    const tenon_status status = read(w, &r, &s);
    if (status == TENON_OK) {
        *out = s;
    }
    sodium_memzero(&s, sizeof s);
    return status;
}
