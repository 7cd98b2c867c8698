// The floor of the L2 workload: the same file read and the same changes made to a book of sorted
// arrays, with no engine.
//
//   l2_floor FILE[.gz] ROWS REPEATS TAPE
//
// Reads the first ROWS rows. Changes before the snapshot wait for it; those it holds already are left
// out, as the venue's rule has it. A side is an array with its best at the end, and the touch is read
// after each change that is whole. Prints one JSON object: changes and levels of the snapshot, the
// levels and the touch at the end (in units of 10^-8), and the CPU time in ns of one change, the best
// of REPEATS readings: of reading and making them (read_ns) and of making them alone (book_ns). TAPE
// gets what was made, 24 bytes each: price, quantity, and bits: 1 an ask, 2 of the snapshot, 4 the last
// of its change.
#include "csv_lines.h"

typedef struct {
    int64_t price, quantity;
} level;

// Prices of asks are negative here, so that the best is the greatest on both sides.
typedef struct {
    level *levels;
    size_t count, room;
} side;

typedef struct {
    int64_t received, price, quantity;
    uint64_t last;
    int is_snapshot, is_ask;
} row;

typedef struct {
    side sides[2];
    int64_t checksum;
} book;

static void set(side *s, int64_t price, int64_t quantity) {
    size_t first = 0, left = s->count;
    while (left > 0) {
        size_t half = (left + 1) / 2;
        first = s->levels[first + half - 1].price < price ? first + half : first;
        left -= half;
    }
    level *at = s->levels + first;
    size_t behind = s->count - first;
    if (behind > 0 && at->price == price) {
        if (quantity > 0) {
            at->quantity = quantity;
        } else {
            memmove(at, at + 1, (behind - 1) * sizeof *at);
            s->count--;
        }
    } else if (quantity > 0) {
        if (s->count == s->room) {
            s->room = s->room ? 2 * s->room : 64;
            s->levels = realloc(s->levels, s->room * sizeof *at);
            if (!s->levels) {
                exit(2);
            }
            at = s->levels + first;
        }
        memmove(at + 1, at, behind * sizeof *at);
        *at = (level){price, quantity};
        s->count++;
    }
}

static void touch(book *b) {
    for (int is_ask = 0; is_ask < 2; is_ask++) {
        side *s = &b->sides[is_ask];
        if (s->count > 0) {
            b->checksum += s->levels[s->count - 1].price + s->levels[s->count - 1].quantity;
        }
    }
}

// The digits up to the next comma or line's end, the point left out.
static char *number(char *at, int64_t *value) {
    *value = 0;
    for (; *at != ',' && *at != '\n'; at++) {
        if (*at != '.') {
            *value = *value * 10 + (*at - '0');
        }
    }
    return at + 1;
}

// recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,price,qty
static row parse(char *at) {
    row r;
    int64_t skipped, last;
    at = number(at, &r.received);
    at = number(at, &skipped);
    r.is_snapshot = *at == 's';
    at = strchr(at, ',') + 1;
    at = number(at, &skipped);
    at = number(at, &last);
    at = number(at, &skipped);
    r.last = (uint64_t)last;
    r.is_ask = *at == 'a';
    at = number(at + 2, &r.price);
    number(at, &r.quantity);
    if (r.is_ask) {
        r.price = -r.price;
    }
    return r;
}

typedef struct {
    row *rows;
    size_t count, room;
} tape;

static void keep(tape *t, row r) {
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 4096;
        t->rows = realloc(t->rows, t->room * sizeof r);
        if (!t->rows) {
            exit(2);
        }
    }
    t->rows[t->count++] = r;
}

// Whether the venue's message ends with this row.
static int is_last(const tape *t, size_t i) {
    const row *r = &t->rows[i];
    return i + 1 == t->count || r[1].last != r->last || r[1].received != r->received
           || r[1].is_snapshot != r->is_snapshot;
}

static book play(const tape *t) {
    book b = {0};
    for (size_t i = 0; i < t->count; i++) {
        const row *r = &t->rows[i];
        set(&b.sides[r->is_ask], r->price, r->quantity);
        if (is_last(t, i)) {
            touch(&b);
        }
    }
    return b;
}

static void write_tape(const tape *t, const char *path) {
    FILE *file = fopen(path, "wb");
    for (size_t i = 0; file && i < t->count; i++) {
        const row *r = &t->rows[i];
        int64_t bits = r->is_ask | r->is_snapshot << 1 | is_last(t, i) << 2;
        int64_t fields[] = {r->is_ask ? -r->price : r->price, r->quantity, bits};
        if (fwrite(fields, sizeof fields, 1, file) != 1) {
            break;
        }
    }
    if (!file || ferror(file) || fclose(file)) {
        perror(path);
        exit(2);
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "l2_floor FILE[.gz] ROWS REPEATS TAPE\n");
        return 2;
    }
    static source s;
    size_t most = strtoull(argv[2], NULL, 10), levels = 0;
    double best_read = 1e9, best_book = 1e9;
    tape held = {0}, played = {0};
    book b = {0};
    for (int repeat = 0; repeat < atoi(argv[3]); repeat++) {
        uint64_t update = 0;
        size_t rows = 0;
        held.count = played.count = levels = 0;
        double began = cpu_now();
        open_source(&s, argv[1]);
        line(&s);
        for (char *at = line(&s); at && rows < most; at = line(&s), rows++) {
            row r = parse(at);
            if (r.is_snapshot) {
                update = r.last;
                levels++;
                keep(&played, r);
            } else if (update == 0) {
                keep(&held, r);
            } else {
                // The first change behind the snapshot lets the newer ones go that waited.
                for (size_t i = 0; i < held.count; i++) {
                    if (held.rows[i].last > update) {
                        keep(&played, held.rows[i]);
                    }
                }
                held.count = 0;
                if (r.last > update) {
                    keep(&played, r);
                }
            }
        }
        close_source(&s);
        double middle = cpu_now();
        for (int side = 0; side < 2; side++) {
            free(b.sides[side].levels);
        }
        b = play(&played);
        double ended = cpu_now();
        double events = (double)(played.count - levels);
        best_read = (ended - began) / events < best_read ? (ended - began) / events : best_read;
        best_book = (ended - middle) / events < best_book ? (ended - middle) / events : best_book;
    }
    if (b.sides[0].count == 0 || b.sides[1].count == 0) {
        fprintf(stderr, "l2_floor: no book at the end\n");
        return 1;
    }
    write_tape(&played, argv[4]);
    printf(
        "{\"changes\":%zu,\"snapshot\":%zu,\"bids\":%zu,\"asks\":%zu,\"bid\":%lld,\"ask\":%lld,"
        "\"checksum\":%lld,\"read_ns\":%.4f,\"book_ns\":%.4f}\n",
        played.count - levels, levels, b.sides[0].count, b.sides[1].count,
        (long long)b.sides[0].levels[b.sides[0].count - 1].price,
        (long long)-b.sides[1].levels[b.sides[1].count - 1].price, (long long)b.checksum,
        best_read * 1e9, best_book * 1e9);
    return 0;
}
