// Lines of a CSV file, plain or gz, for the floors that read one.
#ifndef BENCHMARK_CSV_LINES_H
#define BENCHMARK_CSV_LINES_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { CHUNK = 1 << 18 };

typedef struct {
    gzFile packed;
    FILE *plain;
    char bytes[CHUNK + 1];
    char *at;
    char *end;
} source;

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Moves the rest to the front and reads on; 0 when nothing more comes.
static int refill(source *s) {
    size_t rest = (size_t)(s->end - s->at);
    memmove(s->bytes, s->at, rest);
    size_t room = CHUNK - rest;
    int got = s->packed ? gzread(s->packed, s->bytes + rest, (unsigned)room)
                        : (int)fread(s->bytes + rest, 1, room, s->plain);
    if (got < 0) {
        fprintf(stderr, "the file cannot be read\n");
        exit(2);
    }
    s->at = s->bytes;
    s->end = s->bytes + rest + got;
    *s->end = 0;
    return got > 0;
}

// A line with its end; NULL at the end of the file.
static char *line(source *s) {
    char *stop = memchr(s->at, '\n', (size_t)(s->end - s->at));
    while (!stop) {
        if (!refill(s)) {
            return NULL;
        }
        stop = memchr(s->at, '\n', (size_t)(s->end - s->at));
    }
    char *start = s->at;
    s->at = stop + 1;
    return start;
}

// Opens a file, gz by its name, at its first line.
static void open_source(source *s, const char *path) {
    size_t length = strlen(path);
    memset(s, 0, sizeof *s);
    if (length > 3 && !strcmp(path + length - 3, ".gz")) {
        s->packed = gzopen(path, "rb");
    } else {
        s->plain = fopen(path, "rb");
    }
    if (!s->packed && !s->plain) {
        perror(path);
        exit(2);
    }
    s->at = s->end = s->bytes;
}

static void close_source(source *s) {
    if (s->packed) {
        gzclose(s->packed);
    } else {
        fclose(s->plain);
    }
}

#endif
