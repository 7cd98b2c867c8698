// SPDX-License-Identifier: 0BSD
//
// tenon/channel.h: the table of a notification channel.
#ifndef TENON_CHANNEL_H
#define TENON_CHANNEL_H

#include <tenon/events.h>

// One notification. Valid for the call.
typedef struct tenon_message {
    uint32_t size;
    // TENON_LOG_…
    uint32_t severity;
    // The host's number; goes back in RESULT.
    uint64_t id;
    // When it arose, and until when delivering it makes sense; ns UTC.
    int64_t ts_ns;
    int64_t deadline_ns;
    // Plain text, one line.
    tenon_str title;
    // Plain text, any number of lines; may be empty.
    tenon_str body;
    // The same as data, a JSON object; may be empty.
    tenon_str data_json;
    // Messages with the same key are the same news: one that was delivered need not be again.
    tenon_str dedupe_key;
} tenon_message;

// Every slot is filled.
typedef struct tenon_channel {
    uint32_t size;
    uint32_t reserved0;

    // The channel's turn: deliver what was put off, publish results. Returns and *consumed as for
    // a connector.
    // [work, running|draining; never re-entered]
    tenon_status (*on_batch)(void *impl, const tenon_batch *batch, uint32_t *consumed);

    // Delivers a message: at once, or by putting it off to on_batch, or blocking up to
    // deadline_ns. In each case exactly one RESULT event with the message's id is published
    // (status TENON_OK, or why not). Returns TENON_OK: taken, a RESULT follows. TENON_E_AGAIN:
    // full, the host keeps it and tries again. TENON_E_DUPLICATE: the key was delivered already,
    // no RESULT follows.
    // [work, running|draining; never re-entered]
    tenon_status (*deliver)(void *impl, const tenon_message *message);
} tenon_channel;

TENON_ASSERT(sizeof(tenon_message) == 96 && sizeof(tenon_channel) == 24, "layout");

#endif
