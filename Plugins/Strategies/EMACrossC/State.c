// SPDX-License-Identifier: 0BSD
//
// "tenon.state/1": what an instance carries over a restart. 128 bytes, little endian:
//
//     0  u64  prices seen           56  text[64]  symbol, zero-padded
//     8  f64  fast average         120  u8        streams it listens to
//    16  f64  slow average         121  u8        bits: 1 fast has its seed, 2 slow has its seed,
//    24  f64  sum for the fast one                4 primed, 8 fast is above, 16 waiting
//    32  f64  sum for the slow one 122  i8        want
//    40  u64  highest intent id    123  u8[5]     0
//    48  u64  0
//
// Position and open orders are not in it: the host tells them in the opening burst.
#include "EMACross.h"

#include <math.h>
#include <string.h>

enum { SCHEMA = 1, STATE_BYTES = 128 };

static void encode(const ema_memory *m, uint8_t *out) {
    memset(out, 0, STATE_BYTES);
    memcpy(out, &m->count, 8);
    memcpy(out + 8, &m->fast, 8);
    memcpy(out + 16, &m->slow, 8);
    memcpy(out + 24, &m->fast_sum, 8);
    memcpy(out + 32, &m->slow_sum, 8);
    memcpy(out + 40, &m->last_intent, 8);
    memcpy(out + 56, m->symbol, EMA_SYMBOL);
    out[120] = m->streams;
    out[121] = (uint8_t)(m->fast_seeded | m->slow_seeded << 1 | m->primed << 2 | m->above << 3
                         | m->waiting << 4);
    out[122] = (uint8_t)m->want;
}

// Reads what encode wrote; 0 when the bytes cannot have come from it.
static int decode(const uint8_t *in, ema_memory *m) {
    memset(m, 0, sizeof *m);
    memcpy(&m->count, in, 8);
    memcpy(&m->fast, in + 8, 8);
    memcpy(&m->slow, in + 16, 8);
    memcpy(&m->fast_sum, in + 24, 8);
    memcpy(&m->slow_sum, in + 32, 8);
    memcpy(&m->last_intent, in + 40, 8);
    memcpy(m->symbol, in + 56, EMA_SYMBOL);
    m->streams = in[120];
    m->fast_seeded = in[121] & 1;
    m->slow_seeded = in[121] >> 1 & 1;
    m->primed = in[121] >> 2 & 1;
    m->above = in[121] >> 3 & 1;
    m->waiting = in[121] >> 4 & 1;
    m->want = (int8_t)in[122];
    uint8_t again[STATE_BYTES];
    encode(m, again);
    for (size_t i = 0; i < EMA_SYMBOL; i++) {  // visible ASCII, then zeros
        const char c = m->symbol[i];
        if (c != 0 ? c <= 32 || c >= 127 || (i > 0 && m->symbol[i - 1] == 0) : 0) {
            return 0;
        }
    }
    return memcmp(again, in, STATE_BYTES) == 0 && isfinite(m->fast) && isfinite(m->slow)
        && isfinite(m->fast_sum) && isfinite(m->slow_sum) && m->want >= -1 && m->want <= 1
        && (!m->primed || (m->fast_seeded && m->slow_seeded));
}

static tenon_status save(void *impl, const tenon_sink *out, uint32_t schema) {
    ema *e = impl;
    uint8_t bytes[STATE_BYTES];
    if (schema != SCHEMA) {
        return ema_fail(e, TENON_E_VERSION, "state: schema %u is not 1", schema);
    }
    encode(&e->memory, bytes);
    const tenon_status status = out->write(out->ctx, bytes, sizeof bytes);
    return status == TENON_OK ? status : ema_fail(e, status, "state: the host took no bytes");
}

static tenon_status load(void *impl, const tenon_source *in, uint32_t schema) {
    ema *e = impl;
    uint8_t bytes[STATE_BYTES + 1];
    size_t length = 0;
    if (schema != SCHEMA) {
        return ema_fail(e, TENON_E_VERSION, "state: schema %u is not 1", schema);
    }
    while (length < sizeof bytes) {  // one byte more than there may be; reads may be short
        const int64_t n = in->read(in->ctx, bytes + length, sizeof bytes - length);
        if (n < 0) {
            return ema_fail(e, (tenon_status)n, "state: reading it failed");
        }
        if (n == 0) {
            break;
        }
        length += (size_t)n;
    }
    ema_memory memory;
    if (length != STATE_BYTES || !decode(bytes, &memory)) {
        return ema_fail(e, TENON_E_INVALID, "state: these %zu bytes are not one of mine", length);
    }
    const char *symbol = e->settings.symbol;
    if (symbol[0] != 0 && memory.symbol[0] != 0 && memcmp(symbol, memory.symbol, EMA_SYMBOL) != 0) {
        return ema_fail(e, TENON_E_INVALID, "state: is of %.64s, the configuration of %.64s",
                        memory.symbol, symbol);
    }
    if (memory.streams == 0 || memory.streams & ~ema_streams(&e->settings)) {
        return ema_fail(e, TENON_E_INVALID, "state: its prices are not from config.source");
    }
    e->memory = memory;
    return TENON_OK;
}

// Four FNV-1a sums with different starts, as in TenonKit: it finds a difference, no more.
static tenon_status digest(void *impl, uint8_t *out32) {
    ema *e = impl;
    uint8_t bytes[STATE_BYTES];
    encode(&e->memory, bytes);
    for (uint64_t lane = 0; lane < 4; lane++) {
        uint64_t sum = 0xcbf29ce484222325u ^ lane;
        for (size_t i = 0; i < sizeof bytes; i++) {
            sum = (sum ^ bytes[i]) * 0x100000001b3u;
        }
        memcpy(out32 + 8 * lane, &sum, 8);
    }
    return TENON_OK;
}

const tenon_state ema_state = {
    .size = sizeof(tenon_state),
    .save = save,
    .load = load,
    .digest = digest,
};
