// SPDX-License-Identifier: 0BSD
//
// tenon/base.h: the words every other part uses. Start reading here.
//
// A plugin is a shared library that exports one function, `tenon_entry_0`, and holds one or more
// plugins of four kinds: a strategy trades, a connector brings market data in, a broker takes
// orders out and executions in, a channel takes notifications out. No symbol of the host is
// linked: everything the host gives comes through the tables named `tenon_host…`, everything the
// plugin gives through the tables named by their noun (`tenon_strategy`, `tenon_lifecycle`, …).
// Authors include <tenon.h>, which is all parts in one file; the parts are the same text.
//
// RULES THAT HOLD EVERYWHERE
//
// Threads. The host never runs two calls into one instance at the same time, and each call sees
// what the one before it did; the thread may be another one each time. The host never calls the
// plugin from inside a host function. So a plugin that starts no threads needs no locks and keeps
// nothing in thread-local storage. Each function says in brackets where it runs, then in which
// states it is legal:
//   [ctl]     a control call; may block, up to its budget
//   [lane]    the trading thread; strategies only; must not block, 50 ms is the end
//   [work]    the instance's own thread, for connectors, brokers, channels; may block
//   [any]     from any thread, also from threads of the plugin (connectors, brokers and channels
//             with the permission `threads`)
//   [in-call] a host function, legal only while the host is inside a call to this instance
//
// States. created → configured → activated → running ⇄ paused → draining → configured, and
// faulted from everywhere. tenon_lifecycle (plugin.h) says which call leads where. A host
// function called in a state that is not named at it answers TENON_E_STATE and does nothing.
//
// Memory. Nothing allocated on one side is freed on the other. A pointer argument and everything
// it points to is valid until the call returns, and copied by the callee if it is to be kept. The
// one exception is the `tenon_host` given to create: it stays until destroy returns. Tables,
// descriptors and strings that a plugin hands out are static: valid and unchanged until the
// process ends.
//
// Failure. A call returns TENON_OK or a negative status. A plugin that returns anything but
// TENON_OK or TENON_E_AGAIN calls host->fail() first, with a sentence for a person. A call that
// fails has changed nothing, unless it says otherwise. Exceptions, panics and traps must not
// leave the plugin: one that does is a crash of the instance, in process of the host.
//
// Growth. Every struct begins with its own size in bytes; the writer sets it, the reader reads
// min(size, what it knows) and tests a later member with TENON_HAS. Members are only ever added
// at the end. Members named reservedN are written 0 and not read. A number a reader does not know
// is treated as "something else", never as an error.
//
// Numbers. Prices, quantities and money are int64 mantissas; the value is mantissa × 10^exponent.
// A price has the exponent px_exp and a quantity qty_exp of its instrument's definition; money
// has the exponent of its currency. TENON_NONE means "no value", and an unknown size is
// TENON_NONE, never 0. Times are int64 nanoseconds since the Unix epoch, UTC. Doubles occur in
// parameters only.
//
// Text is UTF-8 with a length, not terminated. Text in char arrays is padded with zero bytes and
// has no terminator when it fills the array.
//
// Extensions. Every one is optional on both sides: get_ext answers NULL for one that is unknown,
// not served, or not granted, and whoever asked does without it or says why it cannot.
//
// NOT SERVED BY THIS VERSION. These extensions have a name and no table yet, and get_ext answers
// NULL for them: tenon.worker/1, tenon.net/1, tenon.adopt/1, tenon.risk/1, tenon.selftest/1,
// tenon.host.spaces/1.
#ifndef TENON_BASE_H
#define TENON_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tenon: little-endian machines only; events are the journal's bytes"
#endif

#ifdef __cplusplus
#define TENON_EXTERN_C extern "C"
#define TENON_ASSERT(c, m) static_assert(c, m)
#else
#define TENON_EXTERN_C extern
#define TENON_ASSERT(c, m) _Static_assert(c, m)
#endif

// Put before the definition of the entry function: C linkage, visible although the plugin is
// built with -fvisibility=hidden.
#define TENON_EXPORT TENON_EXTERN_C __attribute__((visibility("default"), used))

// True when the struct behind p, of type T, was built with the member f: T.size reaches past it.
// A function slot may still be NULL: test that as well.
#define TENON_HAS(p, T, f) ((p)->size >= (uint32_t)(offsetof(T, f) + sizeof((p)->f)))

// The name under which Swift sees a function.
#ifdef __swift__
#define TENON_SWIFT_NAME(n) __attribute__((swift_name(n)))
#else
#define TENON_SWIFT_NAME(n)
#endif

// Define TENON_TARGET_MINOR before the include to compile against the tables of that minor
// version, so that a plugin runs on every host from that minor on. This header is minor 0, the
// first: no table is cut yet.
#ifndef TENON_TARGET_MINOR
#define TENON_TARGET_MINOR 0
#endif
#if TENON_TARGET_MINOR > 0
#error "tenon: TENON_TARGET_MINOR is newer than this header"
#endif

// The version of the interface. The major is also in the entry's name (tenon_entry_0).
enum {
    TENON_ABI_MAJOR = 0,
    TENON_ABI_MINOR = 0,
};

// The answer of a call: TENON_OK or one of the negative numbers below.
typedef int32_t tenon_status;
// The values of tenon_status. The list only grows.
enum {
    // Done.
    TENON_OK = 0,
    // Not now: full, or not finished. Nothing happened; ask again when called the next time.
    TENON_E_AGAIN = -1,
    // An argument is wrong: shape, range, unknown id, bad text.
    TENON_E_INVALID = -2,
    // Not legal in the state the instance is in.
    TENON_E_STATE = -3,
    // Not provided by this host or plugin.
    TENON_E_NOSYS = -4,
    // Not granted, or killed by the operator.
    TENON_E_PERMISSION = -5,
    // Over a limit: too many, too large, too often, or past the reach of the number.
    TENON_E_LIMIT = -6,
    // Known already, with the same content.
    TENON_E_DUPLICATE = -7,
    // Made from something outdated: an old instrument definition, an old epoch.
    TENON_E_STALE = -8,
    // The given memory cannot hold the answer.
    TENON_E_TOOSMALL = -9,
    // Versions do not fit.
    TENON_E_VERSION = -10,
    // A file, a socket or a device failed.
    TENON_E_IO = -11,
    // The instance is unusable: only destroy follows.
    TENON_E_FAULT = -100,
    // Every instance of the library is unusable.
    TENON_E_FATAL = -101,
};

// What a plugin is: tenon_descriptor.kind, tenon_instance.kind.
enum {
    TENON_KIND_STRATEGY = 1,
    TENON_KIND_CONNECTOR = 2,
    TENON_KIND_BROKER = 3,
    TENON_KIND_CHANNEL = 4,
};

// Severity of tenon_host.log and tenon_message.severity. An unknown one counts as INFO.
enum {
    TENON_LOG_TRACE = 1,
    TENON_LOG_DEBUG = 2,
    TENON_LOG_INFO = 3,
    TENON_LOG_NOTICE = 4,
    TENON_LOG_WARNING = 5,
    TENON_LOG_ERROR = 6,
    TENON_LOG_CRITICAL = 7,
};

// "No value", for every price, quantity, amount of money and time.
static const int64_t TENON_NONE = -9223372036854775807LL - 1;

// Text: UTF-8, len bytes, not terminated. ptr may be NULL when len is 0. As an argument it is
// valid for the call; in a descriptor it is static.
typedef struct tenon_str {
    const char *ptr;
    uint64_t len;
} tenon_str;

// Where a plugin writes output of any length. The host owns it; valid for the call it came with.
typedef struct tenon_sink {
    uint32_t size;
    uint32_t reserved0;
    // The host's own; passed back to write.
    void *ctx;
    // Appends n bytes from p, all or none; p is read during the call. A failure is final for this
    // sink: return the status to the caller. n may be 0.
    // [in-call, the call it came with]
    tenon_status (*write)(void *ctx, const void *p, uint64_t n);
} tenon_sink;

// Where a plugin reads input of any length. The host owns it; valid for the call it came with.
typedef struct tenon_source {
    uint32_t size;
    uint32_t reserved0;
    // The host's own; passed back to read.
    void *ctx;
    // Copies up to cap bytes to p and returns how many: fewer than cap is no sign of the end (one
    // byte at a time is legal), 0 is the end, a negative value a tenon_status; cap > 0.
    // [in-call, the call it came with]
    int64_t (*read)(void *ctx, void *p, uint64_t cap);
} tenon_source;

TENON_ASSERT(sizeof(void *) == 8, "tenon: LP64 only");
TENON_ASSERT(sizeof(tenon_str) == 16 && sizeof(tenon_sink) == 24, "layout");
TENON_ASSERT(sizeof(tenon_source) == 24, "layout");

#endif
