// SPDX-License-Identifier: 0BSD
//
// A channel that posts each notification as signed JSON to an HTTP address, in C on libcurl.
//
// Begin with Webhook.c: what happens to a message and what an answer means. Request.c is the edge
// to libcurl, Body.c makes the JSON and its signature, Config.c reads the configuration, Plugin.c
// is what every plugin needs around it. To build it anywhere:
//
//   cc -O2 -std=c11 -shared -fPIC -fvisibility=hidden -I PluginAPI/CTenon/include
//      Plugins/Channels/Webhook/*.c -lcurl -lsodium -o libWebhook.so
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <tenon.h>

enum {
    WEBHOOK_URL = 2048,
    WEBHOOK_SECRET = 256,
    WEBHOOK_SECRET_MIN = 16,
    WEBHOOK_PATH = 4096,
    // Bytes kept of an answer, for the reason of a failure.
    WEBHOOK_ANSWER = 160,
    // Keys remembered as delivered, each by a hash.
    WEBHOOK_KEYS = 64,
    WEBHOOK_KEY_HASH = 16,
    // "v1=" and 64 hexadecimal digits, zero-terminated.
    WEBHOOK_SIGNATURE = 68,
};

// What the operator chose; texts are zero-terminated.
typedef struct webhook_settings {
    char url[WEBHOOK_URL];
    char secret[WEBHOOK_SECRET + 1];
    char ca_file[WEBHOOK_PATH];  // empty: the system's
    int64_t timeout_ms;
    int allow_plain_http;
} webhook_settings;

// Text that grows; `failed` once memory was short.
typedef struct webhook_text {
    char *bytes;
    size_t length, room;
    int failed;
} webhook_text;

// How a request ended.
typedef struct webhook_answer {
    // 0: there was no answer, and `text` says why.
    long code;
    // Whether another try could end otherwise; when there was no answer.
    int is_final;
    // Seconds the receiver asks to wait; -1: it does not.
    int64_t retry_after;
    // The first bytes of what it said, printable, zero-terminated.
    char text[WEBHOOK_ANSWER];
    size_t length;
    // Bytes of the answer that were read.
    size_t total;
} webhook_answer;

// One instance.
typedef struct webhook {
    const tenon_host *host;
    const tenon_host_publish *publish;
    webhook_settings settings;
    webhook_text body;
    void *handle;           // CURL, while activated
    int64_t not_before_ns;  // the receiver asked for a pause until then; 0: it did not
    uint8_t keys[WEBHOOK_KEYS][WEBHOOK_KEY_HASH];
    uint32_t keys_next, keys_count;
} webhook;

// Tells the host why, and gives back the status to return.
tenon_status webhook_fail(const webhook *w, tenon_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Config.c. Reads the JSON of the configuration; *out is written only on success.
tenon_status webhook_read_config(const webhook *w, tenon_str json, webhook_settings *out);

// Body.c. Makes the JSON of a message, and the signature of time, a dot, and the body.
void webhook_make_body(webhook_text *out, const tenon_message *message);
void webhook_sign(const webhook *w, const char *timestamp, char out[WEBHOOK_SIGNATURE]);

// Request.c.
tenon_status webhook_library(const webhook *w);
tenon_status webhook_check_url(const webhook *w, const char *url, int allow_plain_http);
tenon_status webhook_open(webhook *w);
void webhook_close(webhook *w);
void webhook_post(webhook *w, int64_t timeout_ms, const char *timestamp, webhook_answer *answer);

// Webhook.c.
tenon_status webhook_deliver(void *impl, const tenon_message *message);
tenon_status webhook_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed);

#endif
