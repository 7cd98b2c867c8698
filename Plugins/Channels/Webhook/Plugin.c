// SPDX-License-Identifier: 0BSD
//
// What every plugin needs around its work: the lifecycle, the descriptor, the factory, the entry.
#include "Webhook.h"
#include "Schema.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tenon_status webhook_fail(const webhook *w, tenon_status code, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    w->host->fail(w->host, code, tenon_text(text));
    return code;
}

static tenon_status configure(void *impl, tenon_str json) {
    webhook *w = impl;
    return webhook_read_config(w, json, &w->settings);
}

static tenon_status activate(void *impl) {
    webhook *w = impl;
    w->publish = w->host->get_ext(w->host, TENON_EXT_HOST_PUBLISH);
    if (w->publish == 0 || !TENON_HAS(w->publish, tenon_host_publish, publish)) {
        return webhook_fail(w, TENON_E_NOSYS, "needs " TENON_EXT_HOST_PUBLISH " of the host");
    }
    return webhook_open(w);
}

static tenon_status start(void *impl, uint64_t first_seq) {
    (void)impl;
    (void)first_seq;
    return TENON_OK;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    (void)impl;
    (void)deadline_ns;
    return TENON_OK;
}

// What was delivered is remembered over a restart: the host may hold on to a message.
static void deactivate(void *impl) {
    webhook *w = impl;
    webhook_close(w);
    free(w->body.bytes);
    w->body = (webhook_text){0};
}

static void destroy(void *impl) {
    webhook *w = impl;
    deactivate(w);
    sodium_memzero(&w->settings, sizeof w->settings);
    free(w);
}

static const void *get_ext(void *impl, const char *id) {
    (void)impl;
    (void)id;
    return 0;
}

static const tenon_lifecycle lifecycle = {
    .size = sizeof(tenon_lifecycle),
    .configure = configure,
    .activate = activate,
    .start = start,
    .drain = drain,
    .deactivate = deactivate,
    .destroy = destroy,
    .get_ext = get_ext,
};

static const tenon_channel channel = {
    .size = sizeof(tenon_channel),
    .on_batch = webhook_on_batch,
    .deliver = webhook_deliver,
};

#define TEXT(literal) {literal, sizeof literal - 1}

static const tenon_descriptor descriptor = {
    .size = sizeof(tenon_descriptor),
    .kind = TENON_KIND_CHANNEL,
    .id = TEXT("dev.tenon.webhook"),
    .name = TEXT("Webhook"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Posts each notification as signed JSON to an HTTP address"),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(WEBHOOK_SCHEMA),
    .permissions = TEXT("{\"network\": [\"the url configured\"], \"secrets\": [\"secret\"]}"),
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    const webhook asking = {.host = host};
    if (strcmp(id, descriptor.id.ptr) != 0) {
        return webhook_fail(&asking, TENON_E_INVALID, "this library has no plugin of that id");
    }
    if (out->size < sizeof(tenon_instance)) {
        return webhook_fail(&asking, TENON_E_TOOSMALL,
                            "tenon_instance is larger than the room given");
    }
    webhook *w = calloc(1, sizeof *w);
    if (w == 0) {
        return webhook_fail(&asking, TENON_E_LIMIT, "out of memory");
    }
    w->host = host;
    *out = (tenon_instance){
        .size = sizeof(tenon_instance),
        .kind = TENON_KIND_CHANNEL,
        .impl = w,
        .life = &lifecycle,
        .table = &channel,
    };
    return TENON_OK;
}

static const void *get_factory(const char *id) {
    static const tenon_factory factory = {
        .size = sizeof(tenon_factory),
        .count = count,
        .describe = describe,
        .create = create,
    };
    return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : 0;
}

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    static const tenon_entry entry = {
        .size = sizeof(tenon_entry),
        .abi_major = TENON_ABI_MAJOR,
        .abi_minor_built = TENON_ABI_MINOR,
        .abi_minor_needed = 0,
        .get_factory = get_factory,
    };
    if (host->abi_major != TENON_ABI_MAJOR) {
        return TENON_E_VERSION;
    }
    *out = &entry;
    return TENON_OK;
}
