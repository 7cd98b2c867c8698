/* Reads cases, one a line: VALUE EXP STEP ROUNDING, and prints what tenon_from_double says. */
#include <inttypes.h>
#include <stdio.h>
#include <tenon.h>

int main(int count, char **arguments) {
    FILE *cases = count == 2 ? fopen(arguments[1], "r") : NULL;
    if (cases == NULL) {
        return 2;
    }
    double value;
    int32_t exp, rounding;
    int64_t step;
    while (fscanf(cases, "%lf %" SCNd32 " %" SCNd64 " %" SCNd32, &value, &exp, &step, &rounding)
           == 4) {
        int64_t mantissa = 77;
        const tenon_status status = tenon_from_double(value, exp, step, rounding, &mantissa);
        printf("%d %" PRId64 "\n", (int)status, mantissa);
    }
    fclose(cases);
    return 0;
}
