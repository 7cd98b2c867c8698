// SPDX-License-Identifier: 0BSD
//
// What happens to a message: one request within the deadline, and its RESULT before deliver
// returns. The host does the repeating; this says whether there is a point.
#include "Webhook.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

// The longest pause a receiver may ask for.
enum { PAUSE_MAX_S = 60 };

static void hash(tenon_str key, uint8_t out[WEBHOOK_KEY_HASH]) {
    crypto_generichash(out, WEBHOOK_KEY_HASH, (const unsigned char *)key.ptr, key.len, NULL, 0);
}

static int is_known(const webhook *w, tenon_str key) {
    uint8_t wanted[WEBHOOK_KEY_HASH];
    if (key.len == 0) {
        return 0;
    }
    hash(key, wanted);
    for (uint32_t i = 0; i < w->keys_count; i++) {
        if (memcmp(w->keys[i], wanted, sizeof wanted) == 0) {
            return 1;
        }
    }
    return 0;
}

static void remember(webhook *w, tenon_str key) {
    if (key.len == 0) {
        return;
    }
    hash(key, w->keys[w->keys_next]);
    w->keys_next = (w->keys_next + 1) % WEBHOOK_KEYS;
    w->keys_count += w->keys_count < WEBHOOK_KEYS;
}

// What an answer means; the reason is told for all but a success.
static tenon_status judge(webhook *w, const webhook_answer *a, int64_t now_ns) {
    const char *said = a->length > 0 ? a->text : "nothing more";
    if (a->code == 0) {
        return webhook_fail(w, a->is_final ? TENON_E_INVALID : TENON_E_IO, "%s", a->text);
    }
    if (a->code >= 200 && a->code < 300) {
        return TENON_OK;
    }
    if (a->retry_after > 0 && (a->code == 429 || a->code == 503)) {
        const int64_t pause = a->retry_after < PAUSE_MAX_S ? a->retry_after : PAUSE_MAX_S;
        w->not_before_ns = now_ns + pause * 1000000000;
        return webhook_fail(w, TENON_E_AGAIN, "the receiver answered %ld and asks for %lld s",
                            a->code, (long long)pause);
    }
    if (a->code >= 300 && a->code < 400) {
        return webhook_fail(w, TENON_E_INVALID,
                            "the receiver answered %ld, a redirect, which is not followed: set url "
                            "to where it leads",
                            a->code);
    }
    if (a->code >= 400 && a->code < 500 && a->code != 408 && a->code != 429) {
        return webhook_fail(w, TENON_E_INVALID, "the receiver answered %ld and said: %s", a->code,
                            said);
    }
    return webhook_fail(w, TENON_E_IO, "the receiver answered %ld and said: %s", a->code, said);
}

static tenon_status send(webhook *w, const tenon_message *m, int64_t now_ns) {
    const int64_t left_ms = (m->deadline_ns - now_ns) / 1000000;
    const int64_t timeout_ms =
        left_ms < w->settings.timeout_ms ? left_ms : w->settings.timeout_ms;
    if (timeout_ms <= 0) {
        return webhook_fail(w, TENON_E_IO, "no time is left before the deadline");
    }
    webhook_make_body(&w->body, m);
    if (w->body.failed) {
        return webhook_fail(w, TENON_E_IO, "no memory for a body");
    }
    char timestamp[32];
    webhook_answer answer;
    snprintf(timestamp, sizeof timestamp, "%lld", (long long)(now_ns / 1000000000));
    webhook_post(w, timeout_ms, timestamp, &answer);
    return judge(w, &answer, now_ns);
}

tenon_status webhook_deliver(void *impl, const tenon_message *message) {
    webhook *w = impl;
    const int64_t now_ns = w->host->now_ns(w->host);
    if (is_known(w, message->dedupe_key)) {
        return webhook_fail(w, TENON_E_DUPLICATE, "this key was delivered before");
    }
    if (now_ns < w->not_before_ns) {
        return webhook_fail(w, TENON_E_AGAIN, "the receiver asked for a pause of %lld ms more",
                            (long long)((w->not_before_ns - now_ns) / 1000000 + 1));
    }
    w->not_before_ns = 0;
    const tenon_ev_control result = {
        .h = {.size = sizeof result, .space = TENON_SPACE_CONTROL, .type = TENON_TYPE_RESULT},
        .id = message->id,
        .i64 = send(w, message, now_ns),
    };
    if (result.i64 == TENON_OK) {
        remember(w, message->dedupe_key);
    }
    return w->publish->publish(w->host, 0, &result, sizeof result);
}

// Nothing is put off, no timer is set: no event comes.
tenon_status webhook_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    (void)impl;
    *consumed = batch->count;
    return TENON_OK;
}
