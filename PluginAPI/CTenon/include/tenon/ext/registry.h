// SPDX-License-Identifier: 0BSD
//
// tenon/ext/registry.h: "tenon.host.registry/1", how a connector defines what it delivers.
#ifndef TENON_EXT_REGISTRY_H
#define TENON_EXT_REGISTRY_H

#include <tenon/base.h>
#include <tenon/events.h>
#include <tenon/host.h>

#define TENON_EXT_HOST_REGISTRY "tenon.host.registry/1"

// "tenon.host.registry/1", for connectors and brokers.
typedef struct tenon_host_registry {
    uint32_t size;
    uint32_t reserved0;

    // Defines an instrument and sets *handle, which is the caller's. Of def->h only size is read;
    // def_version is the host's. The same uid gives the same handle: with the same content
    // nothing happens, with other content it is the next def_version, told to all who subscribed
    // before the next event. Define before the first event of the instrument. TENON_E_INVALID:
    // exponents, tick or lot out of range, an unknown currency, uid 0, or a symbol that another
    // uid has.
    // [any, activated|running|draining, activate and start included]
    tenon_status (*define)(const tenon_host *host, const tenon_ev_instrument *def,
                           uint32_t *handle);

    // The number of the currency with this code ("USD"), made when it is new, and set to *ccy,
    // which is the caller's. exp: the exponent in which this instance writes money of the
    // currency into definitions (min_notional, max_notional), -18 to 9. Accounts may be kept
    // finer: every event that is delivered has the exponent told by tenon_ev_currency, and the
    // host rescales what a definition says. TENON_E_INVALID: exp out of range, or a code that is
    // empty or longer than 16 bytes.
    // [any, activated|running|draining, activate and start included]
    tenon_status (*currency)(const tenon_host *host, tenon_str code, int8_t exp, uint32_t *ccy);
} tenon_host_registry;

// A uid for an instrument whose venue has no numeric id of its own: FNV-1a of the symbol, 64
// bits, never 0.
// [any, every state]
static inline uint64_t tenon_uid(tenon_str symbol) {
    uint64_t hash = 14695981039346656037ULL;
    for (uint64_t i = 0; i < symbol.len; i++) {
        hash = (hash ^ (uint8_t)symbol.ptr[i]) * 1099511628211ULL;
    }
    return hash == 0 ? 1 : hash;
}

TENON_ASSERT(sizeof(tenon_host_registry) == 24, "layout");

#endif
