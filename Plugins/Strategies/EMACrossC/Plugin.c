// SPDX-License-Identifier: 0BSD
//
// What every plugin needs around its work: the lifecycle, the descriptor, the factory, the entry.
#include "EMACross.h"
#include "Schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tenon_status ema_fail(const ema *e, tenon_status code, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    e->host->fail(e->host, code, tenon_text(text));
    return code;
}

static tenon_status configure(void *impl, tenon_str json) {
    ema *e = impl;
    const tenon_status status = ema_read_config(e, json, &e->settings);
    if (status == TENON_OK) {
        ema_reset(e);
    }
    return status;
}

static tenon_status activate(void *impl) {
    ema *e = impl;
    const tenon_host *host = e->host;
    e->orders = host->get_ext(host, TENON_EXT_HOST_ORDERS);
    e->subscriptions = host->get_ext(host, TENON_EXT_HOST_SUBSCRIBE);
    if (e->orders == 0 || !TENON_HAS(e->orders, tenon_host_orders, submit)) {
        return ema_fail(e, TENON_E_PERMISSION, "needs orders: grant them in permissions");
    }
    if (e->subscriptions == 0 || !TENON_HAS(e->subscriptions, tenon_host_subscribe, subscribe)) {
        return ema_fail(e, TENON_E_PERMISSION, "needs market data: grant instruments");
    }
    const char *symbol = e->memory.symbol;
    const char *const end = memchr(symbol, 0, EMA_SYMBOL);
    const tenon_str text = {symbol, end != 0 ? (uint64_t)(end - symbol) : EMA_SYMBOL};
    uint32_t handle = 0;
    // Not defined yet: the definition comes in the opening burst.
    if (text.len == 0 || e->subscriptions->resolve(host, text, &handle) != TENON_OK) {
        return ema_apply_settings(e);
    }
    e->resolved = handle;
    const tenon_status status = ema_apply_settings(e);
    return status == TENON_OK ? ema_subscribe(e, handle) : status;
}

static tenon_status start(void *impl, uint64_t first_seq) {
    (void)impl;
    (void)first_seq;  // positions and open orders come in the opening burst
    return TENON_OK;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    ema *e = impl;
    (void)deadline_ns;
    e->draining = 1;
    return e->orders_count == 0 ? TENON_OK : TENON_E_AGAIN;
}

static void deactivate(void *impl) {
    ema_reset(impl);
}

static void destroy(void *impl) {
    free(impl);
}

static const void *get_ext(void *impl, const char *id) {
    (void)impl;
    if (strcmp(id, TENON_EXT_STATE) == 0) {
        return &ema_state;
    }
    return strcmp(id, TENON_EXT_PARAMS) == 0 ? &ema_parameters : 0;
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

static const tenon_strategy strategy = {
    .size = sizeof(tenon_strategy),
    .on_batch = ema_on_batch,
};

#define TEXT(literal) {literal, sizeof literal - 1}

static const tenon_descriptor descriptor = {
    .size = sizeof(tenon_descriptor),
    .kind = TENON_KIND_STRATEGY,
    .id = TEXT("dev.tenon.ema-cross-c"),
    .name = TEXT("EMA cross (C)"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Follows the crossing of two exponential moving averages with market orders"),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(EMA_SCHEMA),
    .permissions = TEXT("{\"instruments\": [\"*\"], \"orders\": {\"ops\": [\"NEW\"]}}"),
    .state_writes = 1,
    .state_reads_min = 1,
    .extensions = TEXT("tenon.state/1\ntenon.params/1"),
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    const ema asking = {.host = host};
    if (strcmp(id, descriptor.id.ptr) != 0) {
        return ema_fail(&asking, TENON_E_INVALID, "this library has no plugin of that id");
    }
    if (out->size < sizeof(tenon_instance)) {
        return ema_fail(&asking, TENON_E_TOOSMALL, "tenon_instance is larger than the room given");
    }
    ema *e = calloc(1, sizeof *e);
    if (e == 0) {
        return ema_fail(&asking, TENON_E_LIMIT, "out of memory");
    }
    e->host = host;
    const tenon_str nothing = tenon_text("{}");
    ema_read_config(e, nothing, &e->settings);  // the initial values
    ema_reset(e);
    *out = (tenon_instance){
        .size = sizeof(tenon_instance),
        .kind = TENON_KIND_STRATEGY,
        .impl = e,
        .life = &lifecycle,
        .table = &strategy,
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
