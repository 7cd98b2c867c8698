// SPDX-License-Identifier: 0BSD
//
// What is sent: the message as JSON, and the proof that who sent it knows the secret.
#include "Webhook.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(webhook_text *text, const char *bytes, size_t length) {
    if (length == 0) {
        return;  // an empty text may be NULL
    }
    if (text->room - text->length < length) {
        size_t room = text->room == 0 ? 4096 : text->room;
        while (room - text->length < length) {
            room *= 2;
        }
        char *grown = realloc(text->bytes, room);
        if (grown == 0) {
            text->failed = 1;
            return;
        }
        text->bytes = grown;
        text->room = room;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static void add_word(webhook_text *text, const char *word) {
    add(text, word, strlen(word));
}

// A member with a text: ,"name":"value" (RFC 8259, section 7).
static void add_member(webhook_text *out, const char *name, tenon_str value) {
    add_word(out, ",\"");
    add_word(out, name);
    add_word(out, "\":\"");
    const char *at = value.ptr;
    const char *const end = at + value.len;
    while (at < end) {
        const char *const start = at;
        while (at < end && (unsigned char)*at >= 32 && *at != '"' && *at != '\\') {
            at++;
        }
        add(out, start, (size_t)(at - start));
        if (at < end) {
            char code[8];
            snprintf(code, sizeof code, "\\u%04x", (unsigned char)*at++);
            add_word(out, code);
        }
    }
    add_word(out, "\"");
}

static const char *severity_name(uint32_t severity) {
    static const char *const names[] = {"info",    "trace", "debug",   "info", "notice",
                                        "warning", "error", "critical"};
    return names[severity <= TENON_LOG_CRITICAL ? severity : 0];
}

void webhook_make_body(webhook_text *out, const tenon_message *m) {
    char number[64];
    out->length = 0;
    out->failed = 0;
    snprintf(number, sizeof number, "{\"id\":%llu", (unsigned long long)m->id);
    add_word(out, number);
    // As text: many readers of JSON lose digits of numbers this long.
    snprintf(number, sizeof number, "%lld", (long long)m->ts_ns);
    add_member(out, "time_ns", tenon_text(number));
    add_member(out, "severity", tenon_text(severity_name(m->severity)));
    add_member(out, "title", m->title);
    add_member(out, "body", m->body);
    add_member(out, "key", m->dedupe_key);
    add_word(out, ",\"data\":");
    add(out, m->data_json.ptr, m->data_json.len);
    add_word(out, m->data_json.len == 0 ? "null}" : "}");
}

void webhook_sign(const webhook *w, const char *timestamp, char out[WEBHOOK_SIGNATURE]) {
    crypto_auth_hmacsha256_state state;
    unsigned char digest[crypto_auth_hmacsha256_BYTES];
    const unsigned char *key = (const unsigned char *)w->settings.secret;
    crypto_auth_hmacsha256_init(&state, key, strlen(w->settings.secret));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)timestamp, strlen(timestamp));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)w->body.bytes, w->body.length);
    crypto_auth_hmacsha256_final(&state, digest);
    memcpy(out, "v1=", 3);
    sodium_bin2hex(out + 3, WEBHOOK_SIGNATURE - 3, digest, sizeof digest);
    sodium_memzero(&state, sizeof state);
}
