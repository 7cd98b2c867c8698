// A channel that does what its configuration says, compiled by the tests:
//   {"does": "later"}   takes a message and sets a timer; its RESULT comes with the timer
//   {"does": "wake"}    takes a message and wakes; its RESULT comes with the batch
//   {"does": "silent"}  takes a message and says no more
//   {"does": "again"}   is always full
//   {"does": "invalid"} refuses
//   {"does": "fault"}   is out of use from then on
//   {"does": "twice"}   publishes two RESULTs for one message; the second must be refused
//   {"does": "other"}   publishes something else; it must be refused
//   {"does": "greedy"}  takes no event of a batch that has some
//   {"does": "hang"}    never comes back from deliver
//   {"does": "slow"}    never comes back from activate
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenon.h>
#include <unistd.h>

typedef struct scripted {
    const tenon_host *host;
    const tenon_host_publish *publish;
    char does[16];
    uint64_t message;
} scripted;

static tenon_status fail(scripted *s, tenon_status code, const char *why) {
    s->host->fail(s->host, code, tenon_text(why));
    return code;
}

static void say(scripted *s, const char *what, tenon_status status) {
    char text[128];
    snprintf(text, sizeof text, "%s %d", what, status);
    s->host->log(s->host, TENON_LOG_INFO, tenon_text(text));
}

static tenon_status result(scripted *s, uint16_t type, tenon_status status) {
    const tenon_ev_control event = {
        .h = {.size = sizeof event, .space = TENON_SPACE_CONTROL, .type = type},
        .id = s->message,
        .i64 = status,
    };
    return s->publish->publish(s->host, 0, &event, sizeof event);
}

static tenon_status configure(void *impl, tenon_str json) {
    scripted *s = impl;
    return sscanf(json.ptr, "{\"does\":\"%15[a-z]\"}", s->does) == 1
               ? TENON_OK
               : fail(s, TENON_E_INVALID, "config.does: is missing");
}

static tenon_status activate(void *impl) {
    scripted *s = impl;
    s->publish = s->host->get_ext(s->host, TENON_EXT_HOST_PUBLISH);
    while (strcmp(s->does, "slow") == 0) {
        pause();
    }
    return s->publish != 0 ? TENON_OK : fail(s, TENON_E_NOSYS, "no publish");
}

static tenon_status start(void *impl, uint64_t first_seq) {
    (void)impl;
    return first_seq == 1 ? TENON_OK : TENON_E_AGAIN;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    (void)impl;
    (void)deadline_ns;
    return TENON_OK;
}

static void deactivate(void *impl) {
    (void)impl;
}

static void destroy(void *impl) {
    free(impl);
}

static const void *get_ext(void *impl, const char *id) {
    (void)impl;
    (void)id;
    return 0;
}

static tenon_status on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    scripted *s = impl;
    say(s, "batch", (int)batch->count);
    if (strcmp(s->does, "greedy") == 0) {
        return TENON_OK;
    }
    *consumed = batch->count;
    const tenon_ev_control *event = (const tenon_ev_control *)(const void *)batch->bytes;
    if (strcmp(s->does, "wake") == 0
        || (batch->count == 1 && event->h.type == TENON_TYPE_TIMER && event->id == 7)) {
        result(s, TENON_TYPE_RESULT, TENON_OK);
    }
    return TENON_OK;
}

static tenon_status deliver(void *impl, const tenon_message *message) {
    scripted *s = impl;
    s->message = message->id;
    if (strcmp(s->does, "again") == 0) {
        return TENON_E_AGAIN;
    } else if (strcmp(s->does, "invalid") == 0) {
        return fail(s, TENON_E_INVALID, "not that");
    } else if (strcmp(s->does, "fault") == 0) {
        return fail(s, TENON_E_FAULT, "broken");
    } else if (strcmp(s->does, "twice") == 0) {
        result(s, TENON_TYPE_RESULT, TENON_OK);
        say(s, "second", result(s, TENON_TYPE_RESULT, TENON_OK));
    } else if (strcmp(s->does, "other") == 0) {
        say(s, "other", result(s, TENON_TYPE_LINK, TENON_OK));
        result(s, TENON_TYPE_RESULT, TENON_OK);
    } else if (strcmp(s->does, "wake") == 0) {
        s->host->wake(s->host);
    } else if (strcmp(s->does, "later") == 0 || strcmp(s->does, "greedy") == 0) {
        s->host->timer_set(s->host, 6, message->deadline_ns + 1);
        s->host->timer_clear(s->host, 6);
        return s->host->timer_set(s->host, 7, s->host->now_ns(s->host) + 1000000000);
    }
    while (strcmp(s->does, "hang") == 0) {
        pause();
    }
    return TENON_OK;
}

static const tenon_lifecycle lifecycle = {sizeof lifecycle, 0,          configure, activate, start,
                                          drain,            deactivate, destroy,   get_ext};
static const tenon_channel channel = {sizeof channel, 0, on_batch, deliver};
static const tenon_descriptor descriptor = {
    .size = sizeof descriptor,
    .kind = TENON_KIND_CHANNEL,
    .id = {"test.scripted", 13},
    .name = {"Scripted", 8},
    .version = {"1.0.0", 5},
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    (void)id;
    scripted *s = calloc(1, sizeof *s);
    s->host = host;
    *out = (tenon_instance){sizeof *out, TENON_KIND_CHANNEL, s, &lifecycle, &channel};
    return TENON_OK;
}

static const void *get_factory(const char *id) {
    static const tenon_factory factory = {sizeof factory, 0, count, describe, create};
    return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : 0;
}

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    static const tenon_entry entry = {
        .size = sizeof entry,
        .abi_major = TENON_ABI_MAJOR,
        .get_factory = get_factory,
    };
    *out = &entry;
    return host->abi_major == TENON_ABI_MAJOR ? TENON_OK : TENON_E_VERSION;
}
