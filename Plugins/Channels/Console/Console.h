// SPDX-License-Identifier: 0BSD
//
// A channel that prints one line for each notification, in C.
//
// Begin with Console.c: what happens to a message. Line.c makes the line, Config.c reads the
// configuration, Plugin.c is what every plugin needs around it. To build it anywhere:
//
//   cc -O2 -std=c11 -shared -fPIC -fvisibility=hidden -I PluginAPI/CTenon/include
//      Plugins/Channels/Console/*.c -o libConsole.so
#ifndef CONSOLE_H
#define CONSOLE_H

#include <tenon.h>

enum { CONSOLE_PATH = 4096 };

// The words of the configuration, in the order of the schema.
enum { CONSOLE_LOG, CONSOLE_STDERR, CONSOLE_STDOUT, CONSOLE_FILE };
enum { CONSOLE_TEXT, CONSOLE_JSON };
enum { CONSOLE_AUTO, CONSOLE_ALWAYS, CONSOLE_NEVER };

// What the operator chose.
typedef struct console_settings {
    int target, format, color;
    char file[CONSOLE_PATH];  // zero-terminated; empty unless target is CONSOLE_FILE
} console_settings;

// Text that grows; `failed` once memory was short.
typedef struct console_line {
    char *bytes;
    size_t length, room;
    int failed;
} console_line;

// One instance.
typedef struct console {
    const tenon_host *host;
    const tenon_host_publish *publish;
    console_settings settings;
    console_line line;
    int fd;        // -1: none
    uint8_t torn;  // the last line was written in part
} console;

// Tells the host why, and gives back the status to return.
tenon_status console_fail(const console *c, tenon_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Config.c. Reads the JSON of the configuration; *out is written only on success.
tenon_status console_read_config(const console *c, tenon_str json, console_settings *out);

// Line.c. Makes the line of a message, with its line feed unless it is for the log.
void console_make_line(const console *c, console_line *line, const tenon_message *message);

// Console.c.
tenon_status console_open(console *c);
void console_close(console *c);
tenon_status console_deliver(void *impl, const tenon_message *message);
tenon_status console_on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed);

#endif
