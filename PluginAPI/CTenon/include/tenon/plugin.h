// SPDX-License-Identifier: 0BSD
//
// tenon/plugin.h: what every plugin gives: the entry, the factory, the descriptor, the lifecycle.
//
// The way in: the host calls tenon_entry_0, asks the entry for "tenon.factory/1", lists the
// descriptors, and calls create once for each configured instance. Entry, count and describe do
// no I/O, start no threads and take less than 5 ms together; they may be called again, and at
// once from several threads. There is no function for loading or unloading a library: code is
// never unloaded, and an instance is all that begins and ends.
#ifndef TENON_PLUGIN_H
#define TENON_PLUGIN_H

#include <tenon/base.h>
#include <tenon/host.h>

// What a plugin is: read before an instance exists, and shown to people. All text is static. A
// member of length 0 is "none".
typedef struct tenon_descriptor {
    uint32_t size;
    // TENON_KIND_…
    uint32_t kind;
    // Reverse DNS, "com.acme.ema"; the same in every version.
    tenon_str id;
    // For people.
    tenon_str name;
    // Semantic version, "1.4.0".
    tenon_str version;
    // 0: no flags are defined yet.
    uint32_t flags;
    uint32_t reserved0;
    tenon_str vendor;
    // One sentence.
    tenon_str summary;
    // SPDX expression.
    tenon_str licence;
    // Only shown.
    tenon_str language;
    // JSON Schema 2020-12 of what configure takes, without remote references, with the
    // annotations x-tenon-unit, x-tenon-scale, x-tenon-secret, x-tenon-runtime. None: takes no
    // configuration.
    tenon_str config_schema;
    // What it asks to be allowed, JSON: instruments, orders, network, files, secrets, threads,
    // budget, clock. None: asks for nothing. What is granted is this and the operator's policy.
    tenon_str permissions;
    // Schema of the state that save writes, from 1; 0: has no state.
    uint32_t state_writes;
    // The oldest schema that load reads.
    uint32_t state_reads_min;
    // Ids of the extensions it offers or needs, one a line; for people.
    tenon_str extensions;
    // What is new in this version; for people.
    tenon_str changes;
} tenon_descriptor;

// The life of one instance. Every slot is filled. A failing call leaves the state as it was, but
// for TENON_E_FAULT and TENON_E_FATAL: then only destroy follows.
typedef struct tenon_lifecycle {
    uint32_t size;
    uint32_t reserved0;

    // Takes the configuration: JSON text that fits config_schema; check it all the same. All or
    // nothing: after a failure the one before holds. Checks only: opens nothing, starts nothing.
    // TENON_E_INVALID: refused; host->fail tells which key, and why.
    // [ctl, created|configured → configured]
    tenon_status (*configure)(void *impl, tenon_str config_json);

    // Allocates what running needs, asks for extensions, defines and resolves instruments,
    // subscribes. After a failure nothing may be left behind.
    // [ctl, configured → activated]
    tenon_status (*activate)(void *impl);

    // Begins: on_batch may follow at once, with the opening burst first (tenon_batch). No event
    // with seq below first_seq will come. A connector has put something on every stream it will
    // use before it returns (tenon_host_publish).
    // [ctl, activated → running]
    tenon_status (*start)(void *impl, uint64_t first_seq);

    // Asks to come to rest before deadline_ns (lane time): new orders are refused from now on,
    // cancels and reducing orders are not. TENON_E_AGAIN: not yet; the host goes on delivering
    // and asks again. TENON_OK: quiet, nothing is outstanding.
    // [ctl, running → draining; draining]
    tenon_status (*drain)(void *impl, int64_t deadline_ns);

    // Ends activity: on return no thread, file, socket, timer or subscription of the instance is
    // left, and no host function is called any more but fail and log. Cannot fail.
    // [ctl, activated|running|paused|draining → configured]
    void (*deactivate)(void *impl);

    // Frees impl. No call of any kind follows, in either direction. Cannot fail.
    // [ctl, every state, faulted included]
    void (*destroy)(void *impl);

    // The instance's extension `id`, such as "tenon.state/1" (zero-terminated): a static table,
    // the same at every call, or NULL. Functions of the table take this impl.
    // [any, created and later]
    const void *(*get_ext)(void *impl, const char *id);
} tenon_lifecycle;

// What create fills: one instance.
typedef struct tenon_instance {
    // Set by the host before create to what it has room for; create writes no member past it.
    uint32_t size;
    // TENON_KIND_…, as in the descriptor.
    uint32_t kind;
    // The plugin's own; passed back to every function. Never NULL.
    void *impl;
    // Static.
    const tenon_lifecycle *life;
    // By kind: tenon_strategy, tenon_connector, tenon_broker or tenon_channel. Static.
    const void *table;
} tenon_instance;

// "tenon.factory/1": what tenon_entry.get_factory returns. Static.
#define TENON_EXT_FACTORY "tenon.factory/1"
typedef struct tenon_factory {
    uint32_t size;
    uint32_t reserved0;

    // How many plugins the library holds; the same at every call.
    // [ctl, loaded]
    uint32_t (*count)(void);

    // The descriptor of plugin i, below count; static. NULL for any other i.
    // [ctl, loaded]
    const tenon_descriptor *(*describe)(uint32_t i);

    // Makes an instance of the plugin with this id (zero-terminated) and fills *out, which is the
    // host's and is read once after return; its size is set on the way in. `host` may be kept
    // until destroy. TENON_E_INVALID: unknown id. After a failure *out is not read and nothing is
    // left.
    // [ctl, loaded → created]
    tenon_status (*create)(const char *id, const tenon_host *host, tenon_instance *out);
} tenon_factory;

// What the host tells about itself; valid for the call.
typedef struct tenon_host_info {
    uint32_t size;
    uint32_t abi_major;
    uint32_t abi_minor;
    // 0: no flags are defined yet.
    uint32_t flags;
    tenon_str name;
    tenon_str version;
} tenon_host_info;

// What the library tells about itself. Static.
typedef struct tenon_entry {
    uint32_t size;
    // TENON_ABI_MAJOR it was built with.
    uint32_t abi_major;
    // TENON_ABI_MINOR it was built with; for people.
    uint32_t abi_minor_built;
    // The lowest minor of a host it runs on: the host goes on when its own is not below.
    uint32_t abi_minor_needed;

    // The factory of this id (zero-terminated): "tenon.factory/1" gives a tenon_factory. Static,
    // the same at every call. NULL: unknown id.
    // [ctl, loaded]
    const void *(*get_factory)(const char *id);
} tenon_entry;

// The ONE symbol a plugin exports; write TENON_EXPORT before its definition. Sets *out to a
// static entry. A failing status (TENON_E_VERSION: this host is too old) leaves *out alone; there
// is no host->fail yet. Swift: @c(tenon_entry_0) @implementation public func entry(…).
// [ctl, loaded]
TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out)
    TENON_SWIFT_NAME("entry(_:_:)");

TENON_ASSERT(sizeof(tenon_descriptor) == 200 && sizeof(tenon_lifecycle) == 64, "layout");
TENON_ASSERT(sizeof(tenon_instance) == 32 && sizeof(tenon_factory) == 32, "layout");
TENON_ASSERT(sizeof(tenon_host_info) == 48 && sizeof(tenon_entry) == 24, "layout");

#endif
