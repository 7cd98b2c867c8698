// SPDX-License-Identifier: 0BSD
//
// "tenon.params/1": the configuration's numbers and words, three of them also while running. A new
// period takes effect at the next price; the averages go on from where they are.
#include "EMACross.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FAST = 1, SLOW, QUANTITY, SEED, ENTRY, SHORT, SOURCE, COUNT = SOURCE };

#define TEXT(literal) {literal, sizeof literal - 1}
#define VALUE(t, e, v) {.size = sizeof(tenon_param_value), .type = t, .exp = e, .i64 = v}
#define PARAMETER(i, f, t, e, n, label, u, words, least, most, by, first)                         \
    {.size = sizeof(tenon_param_info), .id = i, .flags = f, .type = t, .exp = e,                  \
     .name = TEXT(n), .title = TEXT(label), .group = TEXT(""), .unit = TEXT(u),                   \
     .choices = TEXT(words), .min = VALUE(t, e, least), .max = VALUE(t, e, most),                 \
     .step = VALUE(t, e, by), .initial = VALUE(t, e, first)}

static const tenon_param_info infos[COUNT] = {
    PARAMETER(FAST, TENON_PARAM_RUNTIME, TENON_PARAM_I64, 0, "fast",
              "Period of the fast average", "prices", "", 1, EMA_PERIOD_MAX, 1, 10),
    PARAMETER(SLOW, TENON_PARAM_RUNTIME, TENON_PARAM_I64, 0, "slow",
              "Period of the slow average", "prices", "", 2, EMA_PERIOD_MAX, 1, 20),
    PARAMETER(QUANTITY, TENON_PARAM_RUNTIME, TENON_PARAM_FIXED, EMA_QUANTITY_EXP, "quantity",
              "Size of a position", "units", "", 1, EMA_QUANTITY_MAX, 1, 100000000),
    PARAMETER(SEED, TENON_PARAM_RESTART, TENON_PARAM_ENUM, 0, "seed",
              "What the averages begin with", "", "first\nmean", 0, 1, 1, 0),
    PARAMETER(ENTRY, TENON_PARAM_RESTART, TENON_PARAM_ENUM, 0, "entry",
              "When a position is entered", "", "cross\nalways", 0, 1, 1, 0),
    PARAMETER(SHORT, TENON_PARAM_RESTART, TENON_PARAM_BOOL, 0, "short",
              "Also sell short", "", "", 0, 1, 1, 0),
    PARAMETER(SOURCE, TENON_PARAM_RESTART, TENON_PARAM_ENUM, 0, "source",
              "Where prices come from", "", "auto\nquote\nbar\ntrade", 0, 3, 1, 0),
};

// Where the value of a parameter is kept; 0 for an unknown id.
static int64_t *place(ema *e, uint32_t id) {
    ema_settings *s = &e->settings;
    int64_t *const places[COUNT] = {&s->fast,  &s->slow,   &s->quantity, &s->seed,
                                    &s->entry, &s->shorts, &s->source};
    return id >= 1 && id <= COUNT ? places[id - 1] : 0;
}

static tenon_status unknown(const ema *e, uint32_t id) {
    return ema_fail(e, TENON_E_INVALID, "parameter %" PRIu32 " is unknown", id);
}

int ema_is_runtime_parameter(uint64_t id) {
    return id >= 1 && id <= COUNT && infos[id - 1].flags & TENON_PARAM_RUNTIME;
}

static int in_range(uint32_t id, int64_t value) {
    return value >= infos[id - 1].min.i64 && value <= infos[id - 1].max.i64;
}

tenon_status ema_set_parameter(ema *e, uint32_t id, int64_t value) {
    int64_t *const held = place(e, id);
    if (held == 0) {
        return unknown(e, id);
    }
    const int64_t before = *held;
    const int crossed = (id == FAST && value >= e->settings.slow)
        || (id == SLOW && value <= e->settings.fast);
    if (!in_range(id, value) || crossed) {
        return ema_fail(e, TENON_E_INVALID, "%s: out of range, or fast would not be below slow",
                        infos[id - 1].name.ptr);
    }
    if (id == SOURCE && e->memory.count != 0) {
        return ema_fail(e, TENON_E_STATE, "source: the averages are made of other prices");
    }
    *held = value;
    const tenon_status status = ema_apply_settings(e);
    if (status != TENON_OK) {
        *held = before;
        ema_apply_settings(e);
    } else if (id == QUANTITY) {
        e->memory.waiting = 0;
    } else if (id == SOURCE) {
        e->memory.streams = ema_streams(&e->settings);
    }
    return status;
}

static uint32_t count(void *impl) {
    (void)impl;
    return COUNT;
}

static tenon_status info(void *impl, uint32_t index, tenon_param_info *out) {
    if (index >= COUNT) {
        return ema_fail(impl, TENON_E_INVALID, "there are %d parameters", COUNT);
    }
    if (out->size < sizeof *out) {
        return ema_fail(impl, TENON_E_TOOSMALL, "tenon_param_info is larger than the room given");
    }
    *out = infos[index];
    return TENON_OK;
}

static tenon_status give(ema *e, uint32_t id, int64_t value, tenon_param_value *out) {
    if (out->size < sizeof *out) {
        return ema_fail(e, TENON_E_TOOSMALL, "tenon_param_value is larger than the room given");
    }
    *out = infos[id - 1].min;
    out->i64 = value;
    return TENON_OK;
}

static tenon_status get(void *impl, uint32_t id, tenon_param_value *out) {
    const int64_t *const value = place(impl, id);
    return value == 0 ? unknown(impl, id) : give(impl, id, *value, out);
}

// The number in a value, checked for type and, with a fixed one, brought to our exponent.
static tenon_status number(ema *e, uint32_t id, const tenon_param_value *value, int64_t *out) {
    if (place(e, id) == 0) {
        return unknown(e, id);
    }
    const tenon_param_info *about = &infos[id - 1];
    if (value->type != about->type
        || tenon_rescale(value->i64, value->exp, about->exp, TENON_ROUND_EXACT, out) != TENON_OK
        || !in_range(id, *out)) {
        return ema_fail(e, TENON_E_INVALID, "%s: another type, or out of range", about->name.ptr);
    }
    return TENON_OK;
}

static tenon_status set(void *impl, uint32_t id, const tenon_param_value *value) {
    int64_t n;
    const tenon_status status = number(impl, id, value, &n);
    return status == TENON_OK ? ema_set_parameter(impl, id, n) : status;
}

// The word of a choice: where it begins, and its length.
static tenon_str word(const tenon_param_info *about, int64_t index) {
    const char *at = about->choices.ptr;
    for (; index > 0; index--) {
        at = strchr(at, '\n') + 1;
    }
    return (tenon_str){at, strcspn(at, "\n")};
}

static tenon_status to_text(void *impl, uint32_t id, const tenon_param_value *value,
                            const tenon_sink *out) {
    int64_t n;
    char text[32];
    const tenon_status status = number(impl, id, value, &n);
    if (status != TENON_OK) {
        return status;
    }
    const tenon_param_info *about = &infos[id - 1];
    tenon_str answer = {text, 0};
    if (about->type == TENON_PARAM_ENUM) {
        answer = word(about, n);
    } else if (about->type == TENON_PARAM_BOOL) {
        answer = tenon_text(n != 0 ? "true" : "false");
    } else if (about->type == TENON_PARAM_FIXED) {
        answer.len = (uint64_t)snprintf(text, sizeof text, "%" PRId64 ".%08" PRId64, n / 100000000,
                                        n % 100000000);
    } else {
        answer.len = (uint64_t)snprintf(text, sizeof text, "%" PRId64, n);
    }
    return out->write(out->ctx, answer.ptr, answer.len);
}

static tenon_status from_text(void *impl, uint32_t id, tenon_str text, tenon_param_value *out) {
    int64_t mantissa, n = -1;
    int32_t exponent;
    if (place(impl, id) == 0) {
        return unknown(impl, id);
    }
    const tenon_param_info *about = &infos[id - 1];
    if (about->type == TENON_PARAM_ENUM) {
        for (int64_t i = about->max.i64; i >= 0; i--) {
            const tenon_str w = word(about, i);
            n = w.len == text.len && memcmp(w.ptr, text.ptr, text.len) == 0 ? i : n;
        }
    } else if (about->type == TENON_PARAM_BOOL) {
        n = text.len == 4 && memcmp(text.ptr, "true", 4) == 0    ? 1
            : text.len == 5 && memcmp(text.ptr, "false", 5) == 0 ? 0
                                                                 : -1;
    } else if (ema_decimal(text.ptr, text.len, &mantissa, &exponent)
               && tenon_rescale(mantissa, exponent, about->exp, TENON_ROUND_EXACT, &mantissa)
                   == TENON_OK) {
        n = mantissa;
    }
    return in_range(id, n) ? give(impl, id, n, out)
                           : ema_fail(impl, TENON_E_INVALID, "%s: no such value: %.*s",
                                      about->name.ptr, (int)(text.len < 64 ? text.len : 64),
                                      text.len != 0 ? text.ptr : "");
}

const tenon_params ema_parameters = {
    .size = sizeof(tenon_params),
    .count = count,
    .info = info,
    .get = get,
    .set = set,
    .to_text = to_text,
    .from_text = from_text,
};
