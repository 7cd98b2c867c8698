// SPDX-License-Identifier: 0BSD
//
// tenon/numbers.h: exact arithmetic with mantissas, and reading batches, for C and C++.
//
// A price times a quantity needs 128 bits. These functions compute there and report what does not
// fit instead of wrapping round. Inline: a plugin links nothing. Swift has its own in TenonKit.
#ifndef TENON_NUMBERS_H
#define TENON_NUMBERS_H

#include <tenon/base.h>
#include <tenon/events.h>

// What to do with digits that the wanted exponent has no room for.
enum {
    // Report TENON_E_INVALID.
    TENON_ROUND_EXACT = 0,
    // To the nearest; a half to the even neighbour.
    TENON_ROUND_HALF_EVEN = 1,
    // Towards zero.
    TENON_ROUND_DOWN = 2,
    // Away from zero.
    TENON_ROUND_UP = 3,
    // Towards minus infinity.
    TENON_ROUND_FLOOR = 4,
    // Towards plus infinity.
    TENON_ROUND_CEILING = 5,
};

#ifndef __swift__

// A text of the program, such as a literal, as a tenon_str over the same bytes.
// [any, every state]
static inline tenon_str tenon_text(const char *zero_terminated) {
    tenon_str text = {zero_terminated, 0};
    while (zero_terminated[text.len] != 0) {
        text.len++;
    }
    return text;
}

// The first event of a batch; NULL when it is empty.
// [any, every state]
static inline const tenon_ev *tenon_first(const tenon_batch *batch) {
    return batch->nbytes == 0 ? (const tenon_ev *)0 : (const tenon_ev *)(const void *)batch->bytes;
}

// The event after `event` in the batch; NULL after the last.
// [any, every state]
static inline const tenon_ev *tenon_next(const tenon_batch *batch, const tenon_ev *event) {
    const uint8_t *next = (const uint8_t *)event + event->size;
    return next >= batch->bytes + batch->nbytes ? (const tenon_ev *)0
                                                : (const tenon_ev *)(const void *)next;
}

typedef unsigned int tenon_u128_ __attribute__((mode(TI)));

// Not for use outside this file: magnitude × 10^shift with a sign, rounded, as int64.
// [any, every state]
static inline tenon_status tenon_fit_(int negative, tenon_u128_ magnitude, int32_t shift,
                                      int32_t rounding, int64_t *out) {
    const tenon_u128_ largest = ((tenon_u128_)1 << 63) - 1;
    for (; shift > 0 && magnitude != 0; shift--) {
        if (magnitude > largest / 10) {
            return TENON_E_LIMIT;
        }
        magnitude *= 10;
    }
    if (shift < 0) {
        // rest tells how what falls off compares with a half: 0 none, 1 below, 2 equal, 3 above.
        int rest = 0;
        for (; shift < 0 && (magnitude != 0 || rest != 0); shift++) {
            int digit = (int)(magnitude % 10);
            magnitude /= 10;
            if (digit == 0) {
                rest = rest == 0 ? 0 : 1;
            } else if (digit == 5) {
                rest = rest == 0 ? 2 : 3;
            } else {
                rest = digit < 5 ? 1 : 3;
            }
            if (magnitude == 0 && shift < -1) {
                rest = rest == 0 ? 0 : 1;
                break;
            }
        }
        uint64_t up = 0;
        switch (rest == 0 ? TENON_ROUND_DOWN : rounding) {
        case TENON_ROUND_DOWN:
            break;
        case TENON_ROUND_HALF_EVEN:
            up = rest == 3 || (rest == 2 && (magnitude & 1) != 0) ? 1 : 0;
            break;
        case TENON_ROUND_UP:
            up = 1;
            break;
        case TENON_ROUND_FLOOR:
            up = negative ? 1 : 0;
            break;
        case TENON_ROUND_CEILING:
            up = negative ? 0 : 1;
            break;
        default:
            return TENON_E_INVALID;
        }
        magnitude += up;
    }
    // -2^63 is TENON_NONE, so it is no number either.
    if (magnitude > largest) {
        return TENON_E_LIMIT;
    }
    *out = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return TENON_OK;
}

// Not for use outside this file: the size of a number without its sign.
// [any, every state]
static inline uint64_t tenon_size_(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

// The same number as a mantissa of another exponent: value × 10^(from_exp - to_exp), to *out.
// TENON_E_LIMIT: does not fit 64 bits. TENON_E_INVALID: value is TENON_NONE, an unknown rounding,
// or digits would be lost and rounding is TENON_ROUND_EXACT. *out is then as before.
// [any, every state]
static inline tenon_status tenon_rescale(int64_t value, int32_t from_exp, int32_t to_exp,
                                         int32_t rounding, int64_t *out) {
    if (value == TENON_NONE) {
        return TENON_E_INVALID;
    }
    return tenon_fit_(value < 0, tenon_size_(value), from_exp - to_exp, rounding, out);
}

// a × b, of exponents a_exp and b_exp, as a mantissa of out_exp, to *out; computed in 128 bits.
// Answers as tenon_rescale.
// [any, every state]
static inline tenon_status tenon_product(int64_t a, int32_t a_exp, int64_t b, int32_t b_exp,
                                         int32_t out_exp, int32_t rounding, int64_t *out) {
    if (a == TENON_NONE || b == TENON_NONE) {
        return TENON_E_INVALID;
    }
    return tenon_fit_((a < 0) != (b < 0), (tenon_u128_)tenon_size_(a) * tenon_size_(b),
                      a_exp + b_exp - out_exp, rounding, out);
}

// What qty of an instrument is worth at px: price × quantity × multiplier, as money of exponent
// ccy_exp, to *out. Not for TENON_ATTR_INVERSE: TENON_E_INVALID. TENON_E_LIMIT also when the
// product before rounding goes past 128 bits. Otherwise answers as tenon_rescale.
// [any, every state]
static inline tenon_status tenon_notional(const tenon_ev_instrument *def, int64_t px, int64_t qty,
                                          int32_t ccy_exp, int32_t rounding, int64_t *out) {
    if (px == TENON_NONE || qty == TENON_NONE || def->multiplier <= 0 ||
        (def->attrs & TENON_ATTR_INVERSE) != 0) {
        return TENON_E_INVALID;
    }
    const uint64_t by = (uint64_t)def->multiplier;
    const tenon_u128_ product = (tenon_u128_)tenon_size_(px) * tenon_size_(qty);
    if (product > ~(tenon_u128_)0 / by) {
        return TENON_E_LIMIT;
    }
    return tenon_fit_((px < 0) != (qty < 0), product * by,
                      def->px_exp + def->qty_exp + def->mult_exp - ccy_exp, rounding, out);
}

// The nearest double, for indicators and charts, never for money. TENON_NONE is no number: test
// before.
// [any, every state]
static inline double tenon_to_double(int64_t mantissa, int32_t exp) {
    double scale = 1;
    for (int32_t i = exp < 0 ? -exp : exp; i > 0; i--) {
        scale *= 10;
    }
    return exp < 0 ? (double)mantissa / scale : (double)mantissa * scale;
}

// A computed price or quantity as a mantissa of exponent exp, to *out: a multiple of `step`, the
// tick or the lot, that is next to it as rounding says. The only way from a double into an order.
// TENON_E_INVALID: NaN, infinity, a step below 1, an unknown rounding, or the number is no such
// multiple and rounding is TENON_ROUND_EXACT. TENON_E_LIMIT: 2^62 or beyond. *out is then as
// before.
// [any, every state]
static inline tenon_status tenon_from_double(double value, int32_t exp, int64_t step,
                                             int32_t rounding, int64_t *out) {
    const double reach = 4611686018427387904.0;
    double scale = 1;
    for (int32_t i = exp < 0 ? -exp : exp; i > 0; i--) {
        scale *= 10;
    }
    const double scaled = exp < 0 ? value * scale : value / scale;
    if (value - value != 0 || step < 1) {
        return TENON_E_INVALID;
    }
    if (!(scaled < reach && scaled > -reach)) {
        return TENON_E_LIMIT;
    }
    // Counted from zero: whole units, the part of one, what is left over of a step, and how much
    // that lacks to a half of it, twice.
    const double length = scaled < 0 ? -scaled : scaled;
    const int64_t size = (int64_t)length;
    const double part = length - (double)size;
    const int64_t left = size % step;
    const double lacks = (double)(step - 2 * left) - 2 * part;
    int64_t up = 0;
    if (left != 0 || part != 0) {
        switch (rounding) {
        case TENON_ROUND_DOWN:
            break;
        case TENON_ROUND_HALF_EVEN:
            up = lacks < 0 || (lacks == 0 && (size / step & 1) != 0);
            break;
        case TENON_ROUND_UP:
            up = 1;
            break;
        case TENON_ROUND_FLOOR:
            up = scaled < 0;
            break;
        case TENON_ROUND_CEILING:
            up = scaled > 0;
            break;
        default:
            return TENON_E_INVALID;
        }
    }
    const int64_t last = ((int64_t)1 << 62) - 1, low = size - left;
    if (up && step > last - low) {
        return TENON_E_LIMIT;
    }
    *out = scaled < 0 ? -(low + up * step) : low + up * step;
    return TENON_OK;
}

#endif

#endif
