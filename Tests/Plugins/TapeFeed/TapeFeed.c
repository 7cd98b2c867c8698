// SPDX-License-Identifier: 0BSD
//
// The connector: defines the tape's instruments, then publishes its events, some at a time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Tape.h"

enum { AT_ONCE = 64, PATH_BYTES = 1024 };

typedef struct feed {
    const tenon_host *host;
    const tenon_host_publish *publish;
    tape tape;
    uint64_t at;     // byte of the next event
    uint64_t ready;  // bytes of a publish that found no room
    uint8_t over;
} feed;

static tenon_status failed(const feed *self, tenon_status status, const char *why) {
    self->host->fail(self->host, status, tenon_text(why));
    return status;
}

// {"file": "path"}, the path without escapes.
static int path_of(tenon_str json, char *out) {
    char text[PATH_BYTES + 64];
    int end = 0;
    if (json.len >= sizeof text) {
        return 0;
    }
    memcpy(text, json.ptr, json.len);
    text[json.len] = 0;
    return sscanf(text, " { \"file\" : \"%1023[^\"\\]\" } %n", out, &end) == 1 && end > 0
        && text[end] == 0;
}

static tenon_status configure(void *impl, tenon_str json) {
    feed *self = impl;
    char path[PATH_BYTES], why[TAPE_WHY];
    tape read;
    if (!path_of(json, path)) {
        return failed(self, TENON_E_INVALID, "config: expected {\"file\": \"path\"}");
    }
    if (!tape_read(path, &read, why)) {
        return failed(self, TENON_E_INVALID, why);
    }
    tape_free(&self->tape);
    self->tape = read;
    return TENON_OK;
}

static tenon_status activate(void *impl) {
    feed *self = impl;
    self->publish = self->host->get_ext(self->host, TENON_EXT_HOST_PUBLISH);
    const tenon_host_registry *registry = self->host->get_ext(self->host, TENON_EXT_HOST_REGISTRY);
    uint32_t usd = 0;
    if (self->publish == 0 || registry == 0
        || registry->currency(self->host, tenon_text("USD"), -8, &usd) != TENON_OK) {
        return failed(self, TENON_E_PERMISSION, "needs publish, the registry and USD");
    }
    uint32_t *handles = calloc(self->tape.instrument_count + 1, sizeof *handles);
    if (handles == 0) {
        return failed(self, TENON_E_LIMIT, "out of memory");
    }
    tenon_status status = TENON_OK;
    for (uint32_t i = 0; status == TENON_OK && i < self->tape.instrument_count; i++) {
        tenon_ev_instrument *def = &self->tape.instruments[i];
        def->quote_ccy = def->settle_ccy = usd;
        status = registry->define(self->host, def, &handles[i + 1]);
    }
    for (uint64_t at = 0; at < self->tape.bytes;) {
        tenon_ev *event = (tenon_ev *)(self->tape.events + at);
        event->instrument = handles[event->instrument];
        at += event->size;
    }
    free(handles);
    self->at = self->ready = 0;
    self->over = 0;
    return status == TENON_OK ? status : failed(self, status, "the host refused an instrument");
}

static tenon_status say(const feed *self, uint16_t type, int64_t ts_ns, int64_t i64) {
    const tenon_ev_control event = {
        .h = {.size = sizeof event, .space = TENON_SPACE_CONTROL, .type = type, .ts_ns = ts_ns},
        .i64 = i64,
    };
    return self->publish->publish(self->host, 0, &event, sizeof event);
}

static tenon_status start(void *impl, uint64_t first_seq) {
    feed *self = impl;
    (void)first_seq;
    const tenon_status status = say(self, TENON_TYPE_WATERMARK, self->tape.first_ns, 0);
    if (status != TENON_OK) {
        return failed(self, status, "the host refused the first watermark");
    }
    self->host->wake(self->host);
    return TENON_OK;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    (void)deadline_ns;
    ((feed *)impl)->over = 1;
    return TENON_OK;
}

static void deactivate(void *impl) {
    (void)impl;
}

static void destroy(void *impl) {
    tape_free(&((feed *)impl)->tape);
    free(impl);
}

static const void *no_extension(void *impl, const char *id) {
    (void)impl;
    (void)id;
    return 0;
}

// The bytes of the next events.
static uint64_t next(const feed *self) {
    uint64_t end = self->at;
    for (int i = 0; i < AT_ONCE && end < self->tape.bytes; i++) {
        end += ((const tenon_ev *)(self->tape.events + end))->size;
    }
    return end - self->at;
}

static tenon_status on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    feed *self = impl;
    *consumed = batch->count;
    while (!self->over) {
        self->ready = self->ready ? self->ready : next(self);
        const tenon_status status = self->ready
            ? self->publish->publish(self->host, 0, self->tape.events + self->at, self->ready)
            : say(self, TENON_TYPE_END_OF_DATA, self->tape.last_ns, (int64_t)self->tape.count);
        if (status == TENON_E_AGAIN) {
            return status;
        }
        if (status != TENON_OK) {
            return failed(self, status, "the host refused events");
        }
        self->over = self->ready == 0;
        self->at += self->ready;
        self->ready = 0;
    }
    return TENON_OK;
}

static const tenon_lifecycle lifecycle = {
    .size = sizeof lifecycle,
    .configure = configure,
    .activate = activate,
    .start = start,
    .drain = drain,
    .deactivate = deactivate,
    .destroy = destroy,
    .get_ext = no_extension,
};

static const tenon_connector connector = {.size = sizeof connector, .on_batch = on_batch};

#define TEXT(literal) {literal, sizeof literal - 1}

static const tenon_descriptor descriptor = {
    .size = sizeof descriptor,
    .kind = TENON_KIND_CONNECTOR,
    .id = TEXT("dev.tenon.test.tape-feed"),
    .name = TEXT("Tape feed"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Publishes the market events of a file, of every kind; for tests"),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(
        "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"file\"],\n"
        " \"properties\": {\"file\": {\"type\": \"string\", \"description\": \"The tape\"}}}\n"),
    .permissions = TEXT("{}"),
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    feed *self = strcmp(id, descriptor.id.ptr) == 0 ? calloc(1, sizeof *self) : 0;
    if (self == 0) {
        host->fail(host, TENON_E_INVALID, tenon_text("no plugin of that id, or no memory"));
        return TENON_E_INVALID;
    }
    self->host = host;
    *out = (tenon_instance){
        .size = sizeof *out,
        .kind = TENON_KIND_CONNECTOR,
        .impl = self,
        .life = &lifecycle,
        .table = &connector,
    };
    return TENON_OK;
}

static const void *get_factory(const char *id) {
    static const tenon_factory factory = {
        .size = sizeof factory,
        .count = count,
        .describe = describe,
        .create = create,
    };
    return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : 0;
}

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    static const tenon_entry entry = {
        .size = sizeof entry,
        .abi_major = TENON_ABI_MAJOR,
        .abi_minor_built = TENON_ABI_MINOR,
        .get_factory = get_factory,
    };
    if (host->abi_major != TENON_ABI_MAJOR) {
        return TENON_E_VERSION;
    }
    *out = &entry;
    return TENON_OK;
}
