/* A strategy with every mistake a switch away. Without a -D it is a good plugin, the twin that shows
 * that a refused one was refused for its switch and for nothing else. */
#include <string.h>
#include <tenon.h>

#ifndef ENTRY_NAME
#define ENTRY_NAME tenon_entry_0
#endif
#ifndef ENTRY_STATUS
#define ENTRY_STATUS TENON_OK
#endif
#ifndef ENTRY_TABLE
#define ENTRY_TABLE &entry
#endif
#ifndef ENTRY_SIZE
#define ENTRY_SIZE sizeof(tenon_entry)
#endif
#ifndef ENTRY_MAJOR
#define ENTRY_MAJOR 0
#endif
#ifndef ENTRY_NEEDED
#define ENTRY_NEEDED 0
#endif
#ifndef GET_FACTORY
#define GET_FACTORY get_factory
#endif
#ifndef FACTORY_TABLE
#define FACTORY_TABLE &factory
#endif
#ifndef FACTORY_SIZE
#define FACTORY_SIZE sizeof(tenon_factory)
#endif
#ifndef COUNT_SLOT
#define COUNT_SLOT count
#endif
#ifndef DESCRIBE_SLOT
#define DESCRIBE_SLOT describe
#endif
#ifndef CREATE_SLOT
#define CREATE_SLOT create
#endif
#ifndef COUNT
#define COUNT 1
#endif
#ifndef DESCRIPTOR
#define DESCRIPTOR &descriptor
#endif
#ifndef DESCRIPTOR_SIZE
#define DESCRIPTOR_SIZE sizeof(tenon_descriptor)
#endif
#ifndef KIND
#define KIND TENON_KIND_STRATEGY
#endif
#define TEXT(s) { (s), sizeof(s) - 1 }
#ifndef ID
#define ID TEXT("test.benign")
#endif
#ifndef VERSION
#define VERSION TEXT("1.2.3")
#endif
#ifndef VENDOR
#define VENDOR TEXT("Tenon's tests")
#endif
#ifndef STATE_WRITES
#define STATE_WRITES 2
#endif
#ifndef STATE_READS
#define STATE_READS 1
#endif
#ifndef CREATE_STATUS
#define CREATE_STATUS TENON_OK
#endif
#ifndef INSTANCE_KIND
#define INSTANCE_KIND TENON_KIND_STRATEGY
#endif
#ifndef LIFE
#define LIFE &life
#endif
#ifndef LIFE_SIZE
#define LIFE_SIZE sizeof(tenon_lifecycle)
#endif
#ifndef TABLE
#define TABLE &strategy
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE sizeof(tenon_strategy)
#endif
#ifndef CONFIGURE_SLOT
#define CONFIGURE_SLOT configure
#endif
#ifndef ACTIVATE_SLOT
#define ACTIVATE_SLOT activate
#endif
#ifndef START_SLOT
#define START_SLOT start
#endif
#ifndef DRAIN_SLOT
#define DRAIN_SLOT drain
#endif
#ifndef DEACTIVATE_SLOT
#define DEACTIVATE_SLOT deactivate
#endif
#ifndef DESTROY_SLOT
#define DESTROY_SLOT destroy
#endif
#ifndef ON_BATCH_SLOT
#define ON_BATCH_SLOT on_batch
#endif
#ifndef CONFIGURE_STATUS
#define CONFIGURE_STATUS TENON_OK
#endif
#ifndef ACTIVATE_STATUS
#define ACTIVATE_STATUS TENON_OK
#endif
#ifndef START_STATUS
#define START_STATUS TENON_OK
#endif
#ifndef DRAIN_STATUS
#define DRAIN_STATUS TENON_OK
#endif
#ifndef STATE_TABLE
#define STATE_TABLE &state
#endif
#ifndef STATE_SIZE
#define STATE_SIZE sizeof(tenon_state)
#endif
#ifndef SAVE_SLOT
#define SAVE_SLOT save
#endif
#ifndef PARAMS_TABLE
#define PARAMS_TABLE &params
#endif
#ifndef PARAMS_SIZE
#define PARAMS_SIZE sizeof(tenon_params)
#endif
#ifndef SET_SLOT
#define SET_SLOT set
#endif
#ifndef DIGEST_SLOT
#define DIGEST_SLOT digest
#endif
#ifndef FROM_TEXT_SLOT
#define FROM_TEXT_SLOT from_text
#endif
#ifndef GET_EXT_SLOT
#define GET_EXT_SLOT get_ext
#endif
#ifndef SEND_SLOT
#define SEND_SLOT send
#endif
#ifndef CANCEL_ALL_SLOT
#define CANCEL_ALL_SLOT cancel_all
#endif
#ifndef DELIVER_SLOT
#define DELIVER_SLOT deliver
#endif
#ifndef IMPL
#define IMPL impl
#endif
#ifndef GENERATION
#define GENERATION 1
#endif

/* One instance; a handful of them is enough for a test. */
typedef struct instance {
    const tenon_host *host;
    char memory[64];
    uint64_t used;
    uint32_t drains;
} instance;
static instance instances[16];
static uint32_t made;

/* Answers `status`; says why, unless told to keep silent. */
static tenon_status answer(void *impl, tenon_status status, const char *why) {
    const tenon_host *host = ((instance *)impl)->host;
#ifndef SILENT
    tenon_str text = { why, strlen(why) };
    if (status != TENON_OK) host->fail(host, status, text);
#else
    (void)host; (void)why;
#endif
    return status;
}

static tenon_status configure(void *impl, tenon_str json) {
    if (CONFIGURE_STATUS == TENON_OK && json.len >= 5 && memcmp(json.ptr, "wrong", 5) == 0)
        return answer(impl, TENON_E_INVALID, "no object");
    return answer(impl, CONFIGURE_STATUS, "configure says no");
}
static tenon_status activate(void *impl) { return answer(impl, ACTIVATE_STATUS, "activate says no"); }
static tenon_status start(void *impl, uint64_t first) { (void)first; return answer(impl, START_STATUS, "start says no"); }
static tenon_status drain(void *impl, int64_t deadline) {
    (void)deadline;
    if (DRAIN_STATUS != TENON_OK) return answer(impl, DRAIN_STATUS, "drain says no");
    return ++((instance *)impl)->drains == 1 ? TENON_E_AGAIN : TENON_OK;
}
static void deactivate(void *impl) { (void)impl; }
static void destroy(void *impl) {
    static const char farewell[] = "destroyed";
    tenon_str text = { farewell, sizeof farewell - 1 };
    const tenon_host *host = ((instance *)impl)->host;
    host->log(host, TENON_LOG_INFO, text);
}

static tenon_status save(void *impl, const tenon_sink *out, uint32_t schema) {
    const instance *self = impl;
    (void)schema;
    for (uint64_t at = 0; at < self->used; at += 3) {
        tenon_status status = out->write(out->ctx, self->memory + at, self->used - at < 3 ? self->used - at : 3);
        if (status != TENON_OK) return answer(impl, status, "cannot write");
    }
    return TENON_OK;
}
static tenon_status load(void *impl, const tenon_source *in, uint32_t schema) {
    instance *self = impl;
    char read[sizeof self->memory];
    uint64_t have = 0;
    (void)schema;
    for (;;) {
        int64_t got = have < sizeof read ? in->read(in->ctx, read + have, sizeof read - have) : TENON_E_LIMIT;
        if (got < 0) return answer(impl, TENON_E_INVALID, "not a state of mine");
        if (got == 0) break;
        have += (uint64_t)got;
    }
    memcpy(self->memory, read, have);
    self->used = have;
    return TENON_OK;
}
static tenon_status digest(void *impl, uint8_t *out) {
    const instance *self = impl;
    memset(out, 0, 32);
    for (uint64_t at = 0; at < self->used; at++) out[at % 32] ^= (uint8_t)self->memory[at];
    return TENON_OK;
}
static const tenon_state state = { STATE_SIZE, 0, SAVE_SLOT, load, DIGEST_SLOT };

static uint32_t parameters(void *impl) { (void)impl; return 0; }
static tenon_status info(void *impl, uint32_t i, tenon_param_info *out) { (void)i; (void)out; return answer(impl, TENON_E_INVALID, "no such parameter"); }
static tenon_status get(void *impl, uint32_t id, tenon_param_value *out) { (void)id; (void)out; return answer(impl, TENON_E_INVALID, "no such parameter"); }
static tenon_status set(void *impl, uint32_t id, const tenon_param_value *value) { (void)id; (void)value; return answer(impl, TENON_E_INVALID, "no such parameter"); }
static tenon_status to_text(void *impl, uint32_t id, const tenon_param_value *value, const tenon_sink *out) { (void)id; (void)value; (void)out; return answer(impl, TENON_E_INVALID, "no such parameter"); }
static tenon_status from_text(void *impl, uint32_t id, tenon_str text, tenon_param_value *out) { (void)id; (void)text; (void)out; return answer(impl, TENON_E_INVALID, "no such parameter"); }
static const tenon_params params = { PARAMS_SIZE, 0, parameters, info, get, SET_SLOT, to_text, FROM_TEXT_SLOT };

static const void *get_ext(void *impl, const char *id) {
    (void)impl;
    if (strcmp(id, "tenon.state/1") == 0) return STATE_TABLE;
    if (strcmp(id, "tenon.params/1") == 0) return PARAMS_TABLE;
    return NULL;
}
static const tenon_lifecycle life = { LIFE_SIZE, 0, CONFIGURE_SLOT, ACTIVATE_SLOT, START_SLOT, DRAIN_SLOT,
    DEACTIVATE_SLOT, DESTROY_SLOT, GET_EXT_SLOT };

/* `consumed` tells which build this is: two of them may be loaded at once. */
static tenon_status on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    (void)impl; (void)batch;
    *consumed = GENERATION;
    return TENON_OK;
}
static const tenon_strategy strategy = { TABLE_SIZE, 0, ON_BATCH_SLOT };
static const tenon_connector connector = { sizeof connector, 0, ON_BATCH_SLOT, NULL, NULL, NULL };
static tenon_status send(void *impl, const void *cmds, uint64_t nbytes, uint32_t *taken) { (void)impl; (void)cmds; (void)nbytes; *taken = 0; return TENON_E_AGAIN; }
static tenon_status reconcile(void *impl, uint64_t id, int64_t since) { (void)impl; (void)id; (void)since; return TENON_E_AGAIN; }
static tenon_status cancel_all(void *impl, uint64_t id) { (void)impl; (void)id; return TENON_OK; }
static const tenon_broker broker = { sizeof broker, 0, ON_BATCH_SLOT, SEND_SLOT, reconcile, CANCEL_ALL_SLOT };
static tenon_status deliver(void *impl, const tenon_message *message) { (void)impl; (void)message; return TENON_E_AGAIN; }
static const tenon_channel channel = { sizeof channel, 0, ON_BATCH_SLOT, DELIVER_SLOT };

static const tenon_descriptor descriptor = { .size = DESCRIPTOR_SIZE, .kind = KIND, .id = ID,
    .name = TEXT("Benign"), .version = VERSION, .vendor = VENDOR, .language = TEXT("C"),
    .state_writes = STATE_WRITES, .state_reads_min = STATE_READS };
static uint32_t count(void) { return COUNT; }
static const tenon_descriptor *describe(uint32_t i) { (void)i; return DESCRIPTOR; }
static tenon_status create(const char *id, const tenon_host *given, tenon_instance *out) {
    instance *impl = &instances[made++ % 16];
    impl->host = given;
    if (strcmp(id, "test.benign") != 0) return answer(impl, TENON_E_INVALID, "no such plugin");
    if (CREATE_STATUS != TENON_OK) return answer(impl, CREATE_STATUS, "create says no");
#ifdef INSTANCE_SIZE
    out->size = INSTANCE_SIZE;
#endif
    out->kind = INSTANCE_KIND;
    out->impl = IMPL;
    out->life = LIFE;
    out->table = TABLE;
    return TENON_OK;
}
static const tenon_factory factory = { FACTORY_SIZE, 0, COUNT_SLOT, DESCRIBE_SLOT, CREATE_SLOT };
static const void *get_factory(const char *id) { return strcmp(id, "tenon.factory/1") == 0 ? FACTORY_TABLE : NULL; }
static const tenon_entry entry = { ENTRY_SIZE, ENTRY_MAJOR, 0, ENTRY_NEEDED, GET_FACTORY };

TENON_EXPORT tenon_status ENTRY_NAME(const tenon_host_info *info, const tenon_entry **out) {
    (void)info;
    *out = ENTRY_TABLE;
    return ENTRY_STATUS;
}

/* Keeps what a switch leaves unused from being a warning. */
__attribute__((unused)) static const void *const all[] = { &entry, &factory, &descriptor, &life, &strategy, &state, &params, &connector, &broker, &channel };
__attribute__((unused)) static void *const slots[] = { (void *)get_factory, (void *)count, (void *)describe, (void *)create,
    (void *)configure, (void *)activate, (void *)start, (void *)drain, (void *)deactivate, (void *)destroy, (void *)on_batch,
    (void *)save, (void *)set, (void *)digest, (void *)from_text, (void *)get_ext, (void *)send, (void *)cancel_all, (void *)deliver };

#ifdef CONSTRUCTOR
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
__attribute__((constructor)) static void act(void) { if (CONSTRUCTOR) { } }
#endif
#ifdef MISSING_SYMBOL
extern int no_library_has_this(void);
int (*const needs)(void) = no_library_has_this;
#endif
#ifdef TEXT_RELOCATION
__asm__(".text\n.quad memory_for_code\n.data\n.globl memory_for_code\nmemory_for_code: .quad 0\n.text\n");
#endif
