// SPDX-License-Identifier: 0BSD
//
// What every plugin needs around its work: the lifecycle, the descriptor, the factory, the entry.
#include "Console.h"
#include "Schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tenon_status console_fail(const console *c, tenon_status code, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    c->host->fail(c->host, code, tenon_text(text));
    return code;
}

static tenon_status configure(void *impl, tenon_str json) {
    console *c = impl;
    return console_read_config(c, json, &c->settings);
}

static tenon_status activate(void *impl) {
    console *c = impl;
    c->publish = c->host->get_ext(c->host, TENON_EXT_HOST_PUBLISH);
    if (c->publish == 0 || !TENON_HAS(c->publish, tenon_host_publish, publish)) {
        return console_fail(c, TENON_E_NOSYS, "needs " TENON_EXT_HOST_PUBLISH " of the host");
    }
    return console_open(c);
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

static void deactivate(void *impl) {
    console_close(impl);
}

static void destroy(void *impl) {
    console_close(impl);
    free(impl);
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
    .on_batch = console_on_batch,
    .deliver = console_deliver,
};

#define TEXT(literal) {literal, sizeof literal - 1}

static const tenon_descriptor descriptor = {
    .size = sizeof(tenon_descriptor),
    .kind = TENON_KIND_CHANNEL,
    .id = TEXT("dev.tenon.console"),
    .name = TEXT("Console"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Prints one line for each notification: to the log, a terminal or a file"),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(CONSOLE_SCHEMA),
    .permissions = TEXT("{\"files\": [{\"path\": \"the file configured\", \"rw\": \"rw\"}]}"),
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    const console asking = {.host = host};
    if (strcmp(id, descriptor.id.ptr) != 0) {
        return console_fail(&asking, TENON_E_INVALID, "this library has no plugin of that id");
    }
    if (out->size < sizeof(tenon_instance)) {
        return console_fail(&asking, TENON_E_TOOSMALL,
                            "tenon_instance is larger than the room given");
    }
    console *c = calloc(1, sizeof *c);
    if (c == 0) {
        return console_fail(&asking, TENON_E_LIMIT, "out of memory");
    }
    c->host = host;
    c->fd = -1;
    *out = (tenon_instance){
        .size = sizeof(tenon_instance),
        .kind = TENON_KIND_CHANNEL,
        .impl = c,
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
