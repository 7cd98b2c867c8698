// SPDX-License-Identifier: 0BSD
//
// One line for one message: no character of it moves a cursor or ends the line early.
#define _POSIX_C_SOURCE 200809L
#include "Console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(console_line *line, const char *bytes, size_t length) {
    if (length == 0) {
        return;  // an empty text may be NULL
    }
    if (line->room - line->length < length) {
        size_t room = line->room == 0 ? 1024 : line->room;
        while (room - line->length < length) {
            room *= 2;
        }
        char *grown = realloc(line->bytes, room);
        if (grown == 0) {
            line->failed = 1;
            return;
        }
        line->bytes = grown;
        line->room = room;
    }
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

static void add_text(console_line *line, const char *text) {
    add(line, text, strlen(text));
}

// True for a byte that begins a control character: C0, DEL, or C1 (C2 80 to C2 9F in UTF-8).
static int is_control(const unsigned char *at, const unsigned char *end) {
    return *at < 32 || *at == 127 || (*at == 0xC2 && end - at > 1 && at[1] >= 0x80 && at[1] < 0xA0);
}

// Copies plain stretches whole; `\n`, `\t` and `\\` stay readable, other controls become \u00NN.
static void add_escaped(console_line *line, tenon_str text, int quotes) {
    const unsigned char *at = (const unsigned char *)text.ptr;
    const unsigned char *const end = at + text.len;
    while (at < end) {
        const unsigned char *const start = at;
        while (at < end && !is_control(at, end) && *at != '\\' && !(quotes && *at == '"')) {
            at++;
        }
        add(line, (const char *)start, (size_t)(at - start));
        if (at == end) {
            return;
        }
        char code[8];
        if (*at == '\n' || *at == '\t') {
            add_text(line, *at == '\n' ? "\\n" : "\\t");
        } else if (*at == '\\' || *at == '"') {
            add_text(line, *at == '"' ? "\\\"" : quotes ? "\\\\" : "\\");
        } else {
            at += *at == 0xC2;
            snprintf(code, sizeof code, "\\u%04x", *at);
            add_text(line, code);
        }
        at++;
    }
}

static const char *severity_name(uint32_t severity) {
    static const char *const names[] = {"INFO",    "TRACE", "DEBUG",   "INFO", "NOTICE",
                                        "WARNING", "ERROR", "CRITICAL"};
    return names[severity <= TENON_LOG_CRITICAL ? severity : 0];
}

// "2014-05-08T12:30:00.123456789Z". By arithmetic: gmtime needs a lock and a table.
static void add_time(console_line *line, int64_t ns) {
    int64_t seconds = ns / 1000000000, rest = ns % 1000000000;
    if (rest < 0) {
        rest += 1000000000;
        seconds--;
    }
    int64_t days = seconds / 86400, second = seconds % 86400;
    if (second < 0) {
        second += 86400;
        days--;
    }
    // Days to a date of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms"), with years from March.
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153;
    const int64_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    const int64_t year = year_of_era + era * 400 + (month <= 2);
    char text[64];
    snprintf(text, sizeof text, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.%09lldZ",
             (long long)year, (long long)month, (long long)day, (long long)(second / 3600),
             (long long)(second / 60 % 60), (long long)(second % 60), (long long)rest);
    add_text(line, text);
}

static void make_json(console_line *line, const tenon_message *m) {
    char number[64];
    snprintf(number, sizeof number, "{\"id\":%llu,\"time\":\"", (unsigned long long)m->id);
    add_text(line, number);
    add_time(line, m->ts_ns);
    add_text(line, "\",\"severity\":\"");
    add_text(line, severity_name(m->severity));
    add_text(line, "\",\"title\":\"");
    add_escaped(line, m->title, 1);
    add_text(line, "\",\"body\":\"");
    add_escaped(line, m->body, 1);
    add_text(line, "\",\"data\":");
    // A JSON text holds no control characters within strings; between its parts they are space.
    const size_t start = line->length;
    add(line, m->data_json.ptr, m->data_json.len);
    for (size_t i = start; i < line->length; i++) {
        line->bytes[i] = line->bytes[i] == '\n' || line->bytes[i] == '\r' ? ' ' : line->bytes[i];
    }
    add_text(line, m->data_json.len == 0 ? "null}" : "}");
}

static void make_text(const console *c, console_line *line, const tenon_message *m) {
    const int color = c->settings.color == CONSOLE_ALWAYS
                      || (c->settings.color == CONSOLE_AUTO && c->fd >= 0 && isatty(c->fd));
    // The host's log has its own time and severity.
    if (c->settings.target != CONSOLE_LOG) {
        add_time(line, m->ts_ns);
        add_text(line, " ");
        if (color) {
            add_text(line, m->severity >= TENON_LOG_ERROR     ? "\033[31m"
                           : m->severity == TENON_LOG_WARNING ? "\033[33m"
                                                              : "\033[36m");
        }
        add_text(line, severity_name(m->severity));
        add_text(line, color ? "\033[0m " : " ");
    }
    add_escaped(line, m->title, 0);
    if (m->body.len > 0) {
        add_text(line, " | ");
        add_escaped(line, m->body, 0);
    }
}

void console_make_line(const console *c, console_line *line, const tenon_message *message) {
    line->length = 0;
    line->failed = 0;
    if (c->settings.format == CONSOLE_JSON) {
        make_json(line, message);
    } else {
        make_text(c, line, message);
    }
    if (c->settings.target != CONSOLE_LOG) {
        add_text(line, "\n");
    }
}
