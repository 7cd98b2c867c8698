// SPDX-License-Identifier: 0BSD
//
// What happens to a message: its line is written, and its RESULT published before deliver returns.
#define _POSIX_C_SOURCE 200809L
#include "Console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

tenon_status console_open(console *c) {
    switch (c->settings.target) {
    case CONSOLE_LOG:
        return TENON_OK;
    case CONSOLE_STDERR:
        c->fd = STDERR_FILENO;
        return TENON_OK;
    case CONSOLE_STDOUT:
        c->fd = STDOUT_FILENO;
        return TENON_OK;
    default:
        c->fd = open(c->settings.file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
        return c->fd >= 0 ? TENON_OK
                          : console_fail(c, TENON_E_IO, "config.file: cannot open %s: %s",
                                         c->settings.file, strerror(errno));
    }
}

void console_close(console *c) {
    if (c->settings.target == CONSOLE_FILE && c->fd >= 0) {
        close(c->fd);
    }
    c->fd = -1;
    c->torn = 0;
    free(c->line.bytes);
    c->line = (console_line){0};
}

// Waits until a piece can be written without blocking; 0 when the deadline passed.
static int is_ready(int fd, int64_t milliseconds) {
    struct pollfd wish = {.fd = fd, .events = POLLOUT};
    int ready;
    do {
        ready = poll(&wish, 1, (int)milliseconds);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

// Writes all of it, in pieces that a pipe which is ready takes whole.
static tenon_status write_all(console *c, const char *bytes, size_t length, int64_t milliseconds) {
    const size_t whole = length;
    while (length > 0) {
        const size_t piece = length < 4096 ? length : 4096;
        const ssize_t n = is_ready(c->fd, milliseconds) ? write(c->fd, bytes, piece) : -2;
        if (n == -1 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (n < 0) {
            // What comes next begins on a line of its own.
            c->torn = length < whole || c->torn;
            return n == -2 ? console_fail(c, TENON_E_IO, "nobody reads the output; it is full")
                           : console_fail(c, TENON_E_IO, "cannot write: %s", strerror(errno));
        }
        bytes += n;
        length -= (size_t)n;
    }
    return TENON_OK;
}

static tenon_status print(console *c, const tenon_message *m) {
    console_make_line(c, &c->line, m);
    if (c->line.failed) {
        return console_fail(c, TENON_E_IO, "no memory for a line of %llu bytes",
                            (unsigned long long)(m->title.len + m->body.len));
    }
    if (c->settings.target == CONSOLE_LOG) {
        const tenon_str text = {c->line.bytes, c->line.length};
        c->host->log(c->host, (int32_t)m->severity, text);
        return TENON_OK;
    }
    const int64_t left = (m->deadline_ns - c->host->now_ns(c->host)) / 1000000;
    const int64_t milliseconds = left < 0 ? 0 : left > 60000 ? 60000 : left;
    if (c->torn) {
        const tenon_status status = write_all(c, "\n", 1, milliseconds);
        if (status != TENON_OK) {
            return status;
        }
        c->torn = 0;
    }
    return write_all(c, c->line.bytes, c->line.length, milliseconds);
}

tenon_status console_deliver(void *impl, const tenon_message *message) {
    console *c = impl;
    const tenon_ev_control result = {
        .h = {.size = sizeof result, .space = TENON_SPACE_CONTROL, .type = TENON_TYPE_RESULT},
        .id = message->id,
        .i64 = print(c, message),
    };
    return c->publish->publish(c->host, 0, &result, sizeof result);
}

// Nothing is put off, no timer is set: no event comes.
tenon_status console_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    (void)impl;
    *consumed = batch->count;
    return TENON_OK;
}
