// SPDX-License-Identifier: 0BSD
//
// tenon/host.h: the host's table, the only thing of the host a plugin may keep.
#ifndef TENON_HOST_H
#define TENON_HOST_H

#include <tenon/base.h>

// What the host gives an instance at create; valid until destroy returns. Live trading, a
// backtest, a replay and a shadow run look the same through it, on purpose. Every slot is filled.
typedef struct tenon_host tenon_host;
struct tenon_host {
    uint32_t size;
    // The minor version of the interface that the host serves.
    uint32_t abi_minor;
    // The host's own; not for the plugin.
    void *ctx;
    // Number of this instance, the same for all its generations.
    uint64_t instance;

    // The host's extension `id`, such as "tenon.host.orders/1" (zero-terminated), as a pointer to
    // its table, valid as long as the host table; or NULL: unknown, not served, or not granted to
    // this instance. Ask once, in activate, and keep the pointer.
    // [any, created and later]
    const void *(*get_ext)(const tenon_host *host, const char *id);

    // Says why the call that is running will not return TENON_OK: one sentence for a person, with
    // what to do about it. Copied before it returns; the last one of a call counts. Mandatory
    // before every status but TENON_OK and TENON_E_AGAIN.
    // [in-call, every state, create included]
    void (*fail)(const tenon_host *host, tenon_status code, tenon_str why);

    // Writes a line to the host's log, severity TENON_LOG_…. Copied before it returns; never
    // blocks; limited in rate, and what was left out is counted. No secrets.
    // [any, every state, create included]
    void (*log)(const tenon_host *host, int32_t severity, tenon_str msg);

    // The lane's time, ns UTC: of the last event that was delivered, or of the control call that
    // runs. In on_batch use ts_ns of the event instead: now_ns is the time of the whole batch.
    // [in-call, configured and later]
    int64_t (*now_ns)(const tenon_host *host);

    // The next number of this instance's own random stream, all 64 bits even. The stream is
    // seeded by the run and its position is part of the saved state, so a replay draws the same.
    // [in-call, configured and later]
    uint64_t (*random_u64)(const tenon_host *host);

    // An effect. Asks for a TIMER event with this id at at_ns (lane time, ns UTC); one that was
    // set with the same id is replaced. A time that is not after now fires with the next input.
    // TENON_E_INVALID: at_ns is TENON_NONE. TENON_E_LIMIT: too many timers are set.
    // [in-call, activated|running|draining, start included]
    tenon_status (*timer_set)(const tenon_host *host, uint64_t id, int64_t at_ns);

    // An effect. Clears the timer; TENON_E_INVALID when none with this id is set. Its event does
    // not come any more.
    // [in-call, activated|running|draining, start included]
    tenon_status (*timer_clear)(const tenon_host *host, uint64_t id);

    // Asks the host to call on_batch soon, with an empty batch if there is nothing to deliver.
    // Wakes before the next call are one. Never blocks.
    // [any, running|draining]
    void (*wake)(const tenon_host *host);
};

TENON_ASSERT(sizeof(tenon_host) == 88, "layout");

#endif
