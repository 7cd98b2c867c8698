/* Reads cases, one a line: NAME A A_EXP B B_EXP OUT_EXP ROUNDING, and prints STATUS VALUE of each. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <tenon.h>

int main(int count, char **arguments) {
    FILE *cases = count == 2 ? fopen(arguments[1], "r") : NULL;
    if (cases == NULL) {
        return 2;
    }
    char name[16];
    int64_t a, b;
    int32_t a_exp, b_exp, out_exp, rounding;
    while (fscanf(cases, "%15s %" SCNd64 " %" SCNd32 " %" SCNd64 " %" SCNd32 " %" SCNd32 " %" SCNd32,
                  name, &a, &a_exp, &b, &b_exp, &out_exp, &rounding) == 7) {
        int64_t value = 0;
        tenon_status status;
        if (strcmp(name, "product") == 0) {
            status = tenon_product(a, a_exp, b, b_exp, out_exp, rounding, &value);
        } else if (strcmp(name, "rescale") == 0) {
            status = tenon_rescale(a, a_exp, out_exp, rounding, &value);
        } else {
            /* notional: a is the price, b the quantity, the multiplier 25 × 10^-1. */
            tenon_ev_instrument def;
            memset(&def, 0, sizeof def);
            def.px_exp = (int8_t)a_exp;
            def.qty_exp = (int8_t)b_exp;
            def.mult_exp = -1;
            def.multiplier = 25;
            status = tenon_notional(&def, a, b, out_exp, rounding, &value);
        }
        printf("%d %" PRId64 "\n", (int)status, value);
    }
    fclose(cases);
    return 0;
}
