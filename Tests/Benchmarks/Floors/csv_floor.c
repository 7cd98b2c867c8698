// The floor of the CSV connector: reads a file of quotes and adds its columns up.
//
//   csv_floor FILE[.gz] REPEATS
//
// Each row has seven columns: three whole numbers, then four decimals, which are read as scaled
// integers. Prints one JSON object: rows, a checksum, and the CPU time of a row in ns, the best of
// REPEATS readings of the file.
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
        fprintf(stderr, "csv_floor: cannot be read\n");
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

// The digits up to the next comma or line's end, the point left out.
static char *number(char *at, uint64_t *sum) {
    uint64_t value = 0;
    for (; *at != ',' && *at != '\n'; at++) {
        if (*at != '.') {
            value = value * 10 + (uint64_t)(*at - '0');
        }
    }
    *sum += value;
    return at + 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "csv_floor FILE[.gz] REPEATS\n");
        return 2;
    }
    static source s;
    size_t length = strlen(argv[1]);
    int is_packed = length > 3 && !strcmp(argv[1] + length - 3, ".gz");
    double best = 1e9;
    uint64_t rows = 0, sum = 0;
    for (int repeat = 0; repeat < atoi(argv[2]); repeat++) {
        memset(&s, 0, sizeof s);
        double began = cpu_now();
        if (is_packed) {
            s.packed = gzopen(argv[1], "rb");
        } else {
            s.plain = fopen(argv[1], "rb");
        }
        if (!s.packed && !s.plain) {
            perror(argv[1]);
            return 2;
        }
        s.at = s.end = s.bytes;
        rows = sum = 0;
        line(&s);
        for (char *at = line(&s); at; at = line(&s)) {
            for (int column = 0; column < 7; column++) {
                at = number(at, &sum);
            }
            rows++;
        }
        if (is_packed) {
            gzclose(s.packed);
        } else {
            fclose(s.plain);
        }
        double ns = (cpu_now() - began) * 1e9 / (double)rows;
        best = ns < best ? ns : best;
    }
    printf("{\"rows\":%llu,\"checksum\":%llu,\"row_ns\":%.4f}\n", (unsigned long long)rows,
        (unsigned long long)sum,
        best);
    return 0;
}
