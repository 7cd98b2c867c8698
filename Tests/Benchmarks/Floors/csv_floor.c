// The floor of the CSV connector: reads a file of quotes and adds its columns up.
//
//   csv_floor FILE[.gz] REPEATS
//
// Each row has seven columns: three whole numbers, then four decimals, which are read as scaled
// integers. Prints one JSON object: rows, a checksum, and the CPU time of a row in ns, the best of
// REPEATS readings of the file.
#include "csv_lines.h"

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
    double best = 1e9;
    uint64_t rows = 0, sum = 0;
    for (int repeat = 0; repeat < atoi(argv[2]); repeat++) {
        double began = cpu_now();
        open_source(&s, argv[1]);
        rows = sum = 0;
        line(&s);
        for (char *at = line(&s); at; at = line(&s)) {
            for (int column = 0; column < 7; column++) {
                at = number(at, &sum);
            }
            rows++;
        }
        close_source(&s);
        double ns = (cpu_now() - began) * 1e9 / (double)rows;
        best = ns < best ? ns : best;
    }
    printf("{\"rows\":%llu,\"checksum\":%llu,\"row_ns\":%.4f}\n", (unsigned long long)rows,
        (unsigned long long)sum,
        best);
    return 0;
}
