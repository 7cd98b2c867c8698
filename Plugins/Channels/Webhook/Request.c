// SPDX-License-Identifier: 0BSD
//
// The edge to libcurl: one handle for each instance, kept with its connection.
#define _POSIX_C_SOURCE 200809L
#include "Webhook.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int is_ready;

// Instances begin on threads of their own, and neither library likes two first times at once.
static void begin(void) {
    is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && sodium_init() >= 0;
}

tenon_status webhook_library(const webhook *w) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, begin);
    return is_ready ? TENON_OK
                    : webhook_fail(w, TENON_E_IO, "libcurl or libsodium cannot be set up");
}

static int is_loopback(const char *host) {
    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0
           || (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

// What is wrong with the parts of an address, or 0.
static const char *objection(CURLU *parts, int allow_plain_http) {
    char *scheme = 0, *host = 0, *user = 0;
    const char *why = 0;
    if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK
        || curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        why = "has no host";
    } else if (curl_url_get(parts, CURLUPART_USER, &user, 0) != CURLUE_NO_USER) {
        why = "holds a user; addresses are logged, so they carry no credentials";
    } else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0) {
        why = "begins with neither https:// nor http://";
    } else if (strcmp(scheme, "http") == 0 && !allow_plain_http && !is_loopback(host)) {
        why = "leaves this machine without TLS; use https, or set allow_plain_http: true";
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    return why;
}

tenon_status webhook_check_url(const webhook *w, const char *url, int allow_plain_http) {
    const tenon_status status = webhook_library(w);
    if (status != TENON_OK) {
        return status;
    }
    CURLU *parts = curl_url();
    const char *why = parts == 0 || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK
                          ? "is no address"
                          : objection(parts, allow_plain_http);
    curl_url_cleanup(parts);
    return why == 0 ? TENON_OK : webhook_fail(w, TENON_E_INVALID, "config.url: %s", why);
}

// Keeps the first bytes of the answer, printable. One that does not end is not read to its end:
// its status line has said what matters.
static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    webhook_answer *answer = context;
    (void)size;  // always 1
    for (size_t i = 0; i < count && answer->length + 1 < WEBHOOK_ANSWER; i++) {
        answer->text[answer->length++] = bytes[i] >= 32 && bytes[i] < 127 ? bytes[i] : ' ';
    }
    answer->text[answer->length] = 0;
    answer->total += count;
    return answer->total > 65536 ? 0 : count;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
    static const char name[] = "retry-after:";
    webhook_answer *answer = context;
    (void)size;
    if (count < sizeof name || strncasecmp(bytes, name, sizeof name - 1) != 0) {
        return count;
    }
    // Seconds; the form with a date is read as no wish at all.
    int64_t seconds = -1;
    for (size_t i = sizeof name - 1; i < count && seconds < 100000; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '9') {
            seconds = (seconds < 0 ? 0 : seconds) * 10 + (bytes[i] - '0');
        } else if (strchr(" \t\r\n", bytes[i]) == 0) {
            return count;
        }
    }
    answer->retry_after = seconds;
    return count;
}

// What holds for every request of the handle.
static int set_up(CURL *h, const webhook_settings *s) {
    int failed = 0;
    failed |= curl_easy_setopt(h, CURLOPT_URL, s->url);
    // Timeouts without signals: this is one thread of many.
    failed |= curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    failed |= curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    failed |= curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    // What the environment says of proxies is not what the operator wrote.
    failed |= curl_easy_setopt(h, CURLOPT_PROXY, "");
    failed |= curl_easy_setopt(h, CURLOPT_USERAGENT, "tenon-webhook/0.1.0");
    failed |= curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    failed |= curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    failed |= curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    if (s->ca_file[0] != 0) {
        failed |= curl_easy_setopt(h, CURLOPT_CAINFO, s->ca_file);
    }
    return failed;
}

tenon_status webhook_open(webhook *w) {
    const tenon_status status = webhook_library(w);
    if (status != TENON_OK) {
        return status;
    }
    w->handle = curl_easy_init();
    if (w->handle == 0 || set_up(w->handle, &w->settings) != CURLE_OK) {
        webhook_close(w);
        return webhook_fail(w, TENON_E_IO, "libcurl cannot make a handle for this address");
    }
    return TENON_OK;
}

void webhook_close(webhook *w) {
    curl_easy_cleanup(w->handle);
    w->handle = 0;
}

// Trouble that another try does not end.
static int is_final(CURLcode code) {
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE
           || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

static struct curl_slist *headers(const webhook *w, const char *timestamp) {
    char signature[WEBHOOK_SIGNATURE], lines[2][128];
    webhook_sign(w, timestamp, signature);
    snprintf(lines[0], sizeof lines[0], "Tenon-Timestamp: %s", timestamp);
    snprintf(lines[1], sizeof lines[1], "Tenon-Signature: %s", signature);
    // "Expect:" without a value: no waiting for a 100 before the body.
    const char *const all[] = {"Content-Type: application/json", lines[0], lines[1], "Expect:"};
    struct curl_slist *list = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct curl_slist *longer = curl_slist_append(list, all[i]);
        if (longer == 0) {
            curl_slist_free_all(list);
            return 0;
        }
        list = longer;
    }
    return list;
}

void webhook_post(webhook *w, int64_t timeout_ms, const char *timestamp, webhook_answer *answer) {
    CURL *h = w->handle;
    char trouble[CURL_ERROR_SIZE] = "";
    *answer = (webhook_answer){.retry_after = -1};
    struct curl_slist *list = headers(w, timestamp);
    if (list == 0) {
        snprintf(answer->text, sizeof answer->text, "out of memory");
        return;
    }
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)w->body.length);
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, w->body.bytes);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, trouble);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, answer);
    const CURLcode code = curl_easy_perform(h);
    // An answer that was cut short by us is an answer; one cut short by the network is none.
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && answer->total > 65536)) {
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &answer->code);
    } else {
        snprintf(answer->text, sizeof answer->text, "%s",
                 trouble[0] != 0 ? trouble : curl_easy_strerror(code));
        answer->is_final = is_final(code);
        answer->retry_after = -1;
    }
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(list);
}
