// SPDX-License-Identifier: 0BSD
//
// The strategy: at its bar, quote or event, first the cancels, then the rows, in file order. The tag
// of an order is its order_id. What becomes of the orders does not matter to it.
#include "OrderReplay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct replay {
    const tenon_host *host;
    const tenon_host_orders *orders;
    const tenon_host_subscribe *subscriptions;
    replay_settings settings;
    replay_rows rows;
    int64_t seen;  // bars, quotes or events so far
    uint64_t last_intent;
    uint32_t next_row, next_cancel;
    uint32_t instrument, definition;
    int8_t px_exp, qty_exp;
    uint8_t subscribed;
    uint8_t acted;  // the event at hand had an effect: the batch ends with it
} replay;

static tenon_status fail(const replay *r, tenon_status code, const char *why) {
    r->host->fail(r->host, code, tenon_text(why));
    return code;
}

static tenon_status fail_at(const replay *r, const replay_row *row, tenon_status code,
                            const char *what) {
    char why[REPLAY_WHY];
    snprintf(why, sizeof why, "%s:%u: %s", r->settings.file, row->line, what);
    return fail(r, code, why);
}

static void reset(replay *r) {
    r->seen = 0;
    r->next_row = r->next_cancel = r->instrument = 0;
    r->subscribed = 0;
}

static tenon_status configure(void *impl, tenon_str json) {
    replay *r = impl;
    replay_settings settings;
    replay_rows rows;
    char why[REPLAY_WHY];
    if (!replay_read_settings(json, &settings, why) || !replay_read_rows(&settings, &rows, why)) {
        return fail(r, TENON_E_INVALID, why);
    }
    replay_free_rows(&r->rows);
    r->settings = settings;
    r->rows = rows;
    reset(r);
    return TENON_OK;
}

static tenon_status subscribe(replay *r, uint32_t instrument) {
    static const uint32_t streams[] = {TENON_STREAM_BARS, TENON_STREAM_QUOTES,
        TENON_STREAM_TRADES | TENON_STREAM_QUOTES | TENON_STREAM_BOOK | TENON_STREAM_SNAPSHOTS
            | TENON_STREAM_BARS | TENON_STREAM_STATUS};
    const uint32_t stream = streams[r->settings.clock];
    r->acted = 1;
    r->subscribed = 1;
    const tenon_status status = r->subscriptions->subscribe(r->host, instrument, stream, 0, 0, 0);
    return status == TENON_OK ? status : fail(r, status, "subscribing failed");
}

static tenon_status activate(void *impl) {
    replay *r = impl;
    r->orders = r->host->get_ext(r->host, TENON_EXT_HOST_ORDERS);
    r->subscriptions = r->host->get_ext(r->host, TENON_EXT_HOST_SUBSCRIBE);
    if (r->orders == 0 || r->subscriptions == 0) {
        return fail(r, TENON_E_PERMISSION, "needs orders and subscriptions");
    }
    uint32_t handle;
    if (r->subscriptions->resolve(r->host, tenon_text(r->settings.symbol), &handle) != TENON_OK) {
        return TENON_OK;  // its definition comes in the opening burst
    }
    return subscribe(r, handle);
}

// A number of the file as a mantissa of the instrument's exponent; TENON_NONE stays.
static int scaled(const replay_number *number, int8_t exponent, int64_t *out) {
    *out = TENON_NONE;
    return !number->present
        || tenon_rescale(number->mantissa, number->exponent, exponent, TENON_ROUND_EXACT, out)
            == TENON_OK;
}

static tenon_status submit(replay *r, const replay_row *row, const tenon_intent *intent) {
    r->acted = 1;
    const tenon_status status = r->orders->submit(r->host, intent, sizeof *intent);
    return status == TENON_OK ? status : fail_at(r, row, status, "the host does not take it");
}

// The numbers of a row, at the instrument's exponents; trails in ticks or basis points as they are.
static int fill_numbers(const replay *r, const replay_row *row, tenon_intent *intent) {
    const int8_t trail = row->trail_unit == TENON_TRAIL_PRICE ? r->px_exp : 0;
    return scaled(&row->qty, r->qty_exp, &intent->qty)
        && scaled(&row->limit, r->px_exp, &intent->px)
        && scaled(&row->stop, r->px_exp, &intent->stop_px)
        && scaled(&row->display, r->qty_exp, &intent->display_qty)
        && scaled(&row->least, r->qty_exp, &intent->min_qty)
        && scaled(&row->trail, trail, &intent->trail)
        && scaled(&row->limit_offset, trail, &intent->limit_offset);
}

// A new order, or a replace or cancel that is a row of its own.
static tenon_status send_row(replay *r, uint32_t index) {
    replay_row *row = &r->rows.rows[index];
    row->intent = ++r->last_intent;
    tenon_intent intent = {
        .size = sizeof intent,
        .op = row->op,
        .side = row->side,
        .otype = row->otype,
        .instrument = r->instrument,
        .tif = row->tif,
        .trigger = row->trigger,
        .contingency = row->contingency,
        .flags = row->flags,
        .def_version = r->definition,
        .intent_id = row->intent,
        .target = row->op == TENON_OP_NEW ? 0 : r->rows.rows[row->target].intent,
        .link = row->link,
        .tag = row->order_id,
        .trail_unit = row->trail_unit,
        .expire_ns = row->expire_ns,
    };
    if (!fill_numbers(r, row, &intent)) {
        return fail_at(r, row, TENON_E_INVALID, "has more places than the instrument");
    }
    return submit(r, row, &intent);
}

static tenon_status send_cancel(replay *r, uint32_t which) {
    const replay_row *row = &r->rows.rows[r->rows.cancels[which]];
    const tenon_intent intent = {
        .size = sizeof intent,
        .op = TENON_OP_CANCEL,
        .instrument = r->instrument,
        .def_version = r->definition,
        .intent_id = ++r->last_intent,
        .target = row->intent,
        .tag = row->order_id,
        .px = TENON_NONE,
        .qty = TENON_NONE,
        .stop_px = TENON_NONE,
        .display_qty = TENON_NONE,
        .min_qty = TENON_NONE,
        .trail = TENON_NONE,
        .limit_offset = TENON_NONE,
        .expire_ns = TENON_NONE,
    };
    return submit(r, row, &intent);
}

// After bar, quote or event number `seen`.
static tenon_status on_tick(replay *r) {
    const int64_t now = r->seen++;
    tenon_status status = TENON_OK;
    while (status == TENON_OK && r->next_cancel < r->rows.cancel_count
           && r->rows.rows[r->rows.cancels[r->next_cancel]].cancel_at == now) {
        status = send_cancel(r, r->next_cancel);
        r->next_cancel++;
    }
    while (status == TENON_OK && r->next_row < r->rows.count
           && r->rows.rows[r->next_row].at == now) {
        status = send_row(r, r->next_row);
        r->next_row++;
    }
    return status;
}

static tenon_status on_instrument(replay *r, const tenon_ev_instrument *def) {
    const size_t length = strlen(r->settings.symbol);
    if (memcmp(def->symbol, r->settings.symbol, length) != 0
        || (length < sizeof def->symbol && def->symbol[length] != 0)) {
        return TENON_OK;
    }
    r->instrument = def->h.instrument;
    r->definition = def->def_version;
    r->px_exp = def->px_exp;
    r->qty_exp = def->qty_exp;
    return r->subscribed ? TENON_OK : subscribe(r, r->instrument);
}

static tenon_status on_event(replay *r, const tenon_ev *event) {
    if (event->space == TENON_SPACE_REFERENCE && event->type == TENON_TYPE_INSTRUMENT) {
        return on_instrument(r, (const tenon_ev_instrument *)event);
    }
    if (event->space != TENON_SPACE_MARKET || r->instrument == 0
        || event->instrument != r->instrument || event->flags & TENON_EV_WARMUP) {
        return TENON_OK;
    }
    const int wanted = r->settings.clock == REPLAY_QUOTES ? TENON_TYPE_QUOTE : TENON_TYPE_BAR;
    if (r->settings.clock != REPLAY_EVENTS && event->type != wanted) {
        return TENON_OK;
    }
    if (event->type == TENON_TYPE_BAR && !((const tenon_ev_bar *)event)->complete) {
        return TENON_OK;
    }
    return on_tick(r);
}

static tenon_status on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    replay *r = impl;
    r->acted = 0;
    *consumed = 0;
    for (const tenon_ev *event = tenon_first(batch); event != 0 && !r->acted;
         event = tenon_next(batch, event)) {
        const tenon_status status = on_event(r, event);
        if (status != TENON_OK) {
            return status;
        }
        ++*consumed;
    }
    return TENON_OK;
}

static tenon_status start(void *impl, uint64_t first_seq) {
    (void)impl;
    (void)first_seq;
    return TENON_OK;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    replay *r = impl;
    (void)deadline_ns;
    r->next_row = r->rows.count;
    return TENON_OK;
}

static void deactivate(void *impl) {
    reset(impl);
}

static void destroy(void *impl) {
    replay *r = impl;
    replay_free_rows(&r->rows);
    free(r);
}

static const void *get_ext(void *impl, const char *id) {
    (void)impl;
    (void)id;
    return 0;
}

static const tenon_lifecycle lifecycle = {
    .size = sizeof(tenon_lifecycle),
    .configure = configure,
    .activate = activate,
    .start = start,
    .drain = drain,
    .deactivate = deactivate,
    .destroy = destroy,
    .get_ext = get_ext,
};

static const tenon_strategy strategy = {.size = sizeof(tenon_strategy), .on_batch = on_batch};

#define TEXT(literal) {literal, sizeof literal - 1}

static const tenon_descriptor descriptor = {
    .size = sizeof(tenon_descriptor),
    .kind = TENON_KIND_STRATEGY,
    .id = TEXT("dev.tenon.test.order-replay"),
    .name = TEXT("Order replay"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Sends the orders of a file, each after its bar, quote or event; for tests"),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(
        "{\"type\": \"object\", \"additionalProperties\": false,\n"
        " \"required\": [\"file\", \"instrument\", \"clock\"],\n"
        " \"properties\": {\n"
        "  \"file\": {\"type\": \"string\", \"description\": \"Path of orders.csv\"},\n"
        "  \"instrument\": {\"type\": \"string\", \"description\": \"Symbol\"},\n"
        "  \"clock\": {\"enum\": [\"bar\", \"quote\", \"event\"],\n"
        "   \"description\": \"What is counted\"},\n"
        "  \"valid_until_offset_ns\": {\"type\": \"integer\", \"default\": 0,\n"
        "   \"x-tenon-unit\": \"ns\", \"description\": \"Added to valid_until\"},\n"
        "  \"contradictions\": {\"type\": \"boolean\", \"default\": false,\n"
        "   \"description\": \"Sends rows that contradict themselves as well\"}}}\n"),
    .permissions = TEXT("{\"instruments\": [\"*\"],\n"
        " \"orders\": {\"ops\": [\"NEW\", \"CANCEL\", \"REPLACE\"]}}"),
};

static uint32_t count(void) {
    return 1;
}

static const tenon_descriptor *describe(uint32_t i) {
    return i == 0 ? &descriptor : 0;
}

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    if (strcmp(id, descriptor.id.ptr) != 0 || out->size < sizeof(tenon_instance)) {
        host->fail(host, TENON_E_INVALID, tenon_text("no plugin of that id, or too little room"));
        return TENON_E_INVALID;
    }
    replay *r = calloc(1, sizeof *r);
    if (r == 0) {
        host->fail(host, TENON_E_LIMIT, tenon_text("out of memory"));
        return TENON_E_LIMIT;
    }
    r->host = host;
    *out = (tenon_instance){
        .size = sizeof(tenon_instance),
        .kind = TENON_KIND_STRATEGY,
        .impl = r,
        .life = &lifecycle,
        .table = &strategy,
    };
    return TENON_OK;
}

static const void *get_factory(const char *id) {
    static const tenon_factory factory = {
        .size = sizeof(tenon_factory),
        .count = count,
        .describe = describe,
        .create = create,
    };
    return strcmp(id, TENON_EXT_FACTORY) == 0 ? &factory : 0;
}

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    static const tenon_entry entry = {
        .size = sizeof(tenon_entry),
        .abi_major = TENON_ABI_MAJOR,
        .abi_minor_built = TENON_ABI_MINOR,
        .get_factory = get_factory,
    };
    if (host->abi_major != TENON_ABI_MAJOR) {
        return TENON_E_VERSION;
    }
    *out = &entry;
    return TENON_OK;
}
