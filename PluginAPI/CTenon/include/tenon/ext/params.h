// SPDX-License-Identifier: 0BSD
//
// tenon/ext/params.h: "tenon.params/1", values that may be changed without a new configuration.
//
// While an instance runs, a new value comes only as a PARAM event, so that a replay has it at the
// same place; `set` is for the states before. Reading back gives exactly what was set.
#ifndef TENON_EXT_PARAMS_H
#define TENON_EXT_PARAMS_H

#include <tenon/base.h>

#define TENON_EXT_PARAMS "tenon.params/1"

// tenon_param_value.type, tenon_param_info.type.
enum {
    TENON_PARAM_I64 = 1,
    TENON_PARAM_F64 = 2,
    // i64 is 0 or 1.
    TENON_PARAM_BOOL = 3,
    // i64 is the index of the choice.
    TENON_PARAM_ENUM = 4,
    // i64 × 10^exp, exact.
    TENON_PARAM_FIXED = 5,
};

// tenon_param_info.flags, bits. Neither RUNTIME nor RESTART: set before start only.
enum {
    // May be changed while running, by a PARAM event.
    TENON_PARAM_RUNTIME = 1,
    // A change takes effect at the next start; while running it is refused.
    TENON_PARAM_RESTART = 2,
    // Shown, never set.
    TENON_PARAM_READONLY = 4,
    // Not shown to people.
    TENON_PARAM_HIDDEN = 8,
    // A person must confirm a change.
    TENON_PARAM_CONFIRM = 16,
};

// One value.
typedef struct tenon_param_value {
    uint32_t size;
    // TENON_PARAM_I64 … FIXED.
    uint16_t type;
    // FIXED: the exponent of i64; else 0.
    int8_t exp;
    uint8_t reserved0;
    // Every type but F64; else 0.
    int64_t i64;
    // F64, finite; else 0.
    double f64;
} tenon_param_value;

// What a parameter is. Text is static.
typedef struct tenon_param_info {
    uint32_t size;
    // Stable over versions and instances; above 0.
    uint32_t id;
    // TENON_PARAM_RUNTIME … CONFIRM.
    uint32_t flags;
    // TENON_PARAM_I64 … FIXED.
    uint16_t type;
    // FIXED: the exponent of all its values; else 0.
    int8_t exp;
    uint8_t reserved0;
    // The name in configuration and commands: lower case, digits, underscores.
    tenon_str name;
    // For people.
    tenon_str title;
    // Parameters with the same group are shown together; may be empty.
    tenon_str group;
    // "bps", "ms", "USD"; may be empty.
    tenon_str unit;
    // ENUM: the choices, one a line, the first is index 0.
    tenon_str choices;
    // Smallest and largest value, both allowed, and the step between values (0: any).
    tenon_param_value min;
    tenon_param_value max;
    tenon_param_value step;
    // The value without configuration.
    tenon_param_value initial;
} tenon_param_info;

// "tenon.params/1", from tenon_lifecycle.get_ext. Every slot is filled.
typedef struct tenon_params {
    uint32_t size;
    uint32_t reserved0;

    // How many parameters there are; the same at every call.
    // [ctl, created and later]
    uint32_t (*count)(void *impl);

    // Describes parameter `index`, below count, in the order to show them. *out is the host's,
    // its size is set to the room there is. TENON_E_INVALID: no such index.
    // [ctl, created and later]
    tenon_status (*info)(void *impl, uint32_t index, tenon_param_info *out);

    // The value in force, to *out, which is the host's. TENON_E_INVALID: no such id.
    // [ctl, configured|activated|running|paused|draining; between batches]
    tenon_status (*get)(void *impl, uint32_t id, tenon_param_value *out);

    // Sets a value. TENON_E_INVALID: no such id, another type, or out of range; nothing is
    // clamped. TENON_E_PERMISSION: READONLY. TENON_E_STATE: running; there a PARAM event does it.
    // [ctl, configured|activated|paused]
    tenon_status (*set)(void *impl, uint32_t id, const tenon_param_value *value);

    // Writes the value as text for people, without its unit, such that from_text gives it back.
    // [ctl, created and later; between batches]
    tenon_status (*to_text)(void *impl, uint32_t id, const tenon_param_value *value,
                            const tenon_sink *out);

    // Reads text to *out, which is the host's. TENON_E_INVALID: no such id, no such value.
    // [ctl, created and later; between batches]
    tenon_status (*from_text)(void *impl, uint32_t id, tenon_str text, tenon_param_value *out);
} tenon_params;

TENON_ASSERT(sizeof(tenon_param_value) == 24 && sizeof(tenon_param_info) == 192, "layout");
TENON_ASSERT(sizeof(tenon_params) == 56, "layout");

#endif
