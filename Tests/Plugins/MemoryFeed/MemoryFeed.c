// MemoryFeed: a data connector whose data is in memory before the run begins, for benchmarks.
//
// It reads ticks.bin (rows of <q d d d d>: time, bid, ask, bid size, ask size) or bars.bin (rows of
// <q d d d d d>: time of the close, open, high, low, close, volume), little endian, into compact
// integers at configure. A turn turns 64 records at a time into events and publishes them; the
// fields that never change are written once, so a quote costs five stores. The data can be
// repeated: each round begins one gap after the one before.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenon.h>

#include "FeedConfig.h"

enum { CHUNK = 64 };

// Prices in hundredths, sizes whole.
typedef struct {
    int64_t ts_ns;
    int32_t px[4];
    int32_t qty[2];
} feed_record;

typedef struct {
    const tenon_host *host;
    const tenon_host_publish *publish;
    feed_config config;
    feed_record *records;
    uint64_t count;
    // From one round's first record to the next round's.
    int64_t round_ns;
    uint32_t handle;
    // Where the feed is.
    uint64_t next;
    uint64_t round;
    int64_t shift_ns;
    uint64_t published;
    uint64_t pending_bytes;
    int over;
    uint8_t *chunk;
} feed;

static tenon_status failed(const tenon_host *host, tenon_status status, const char *why) {
    host->fail(host, status, (tenon_str){why, strlen(why)});
    return status;
}

// ---- loading ----

// The nearest integer; the data is never negative.
static int32_t scaled(double value, double factor) { return (int32_t)(value * factor + 0.5); }

static void read_record(const feed *self, const unsigned char *row, feed_record *out) {
    double value[5];
    int is_bars = self->config.is_bars;
    memcpy(&out->ts_ns, row, 8);
    memcpy(value, row + 8, is_bars ? 40 : 32);
    for (int i = 0; i < (is_bars ? 4 : 2); i++) {
        out->px[i] = scaled(value[i], 100);
    }
    if (is_bars) {
        out->qty[0] = scaled(value[4], 1);
    } else {
        out->qty[0] = scaled(value[2], 1);
        out->qty[1] = scaled(value[3], 1);
    }
}

static tenon_status load(feed *self) {
    size_t row = self->config.is_bars ? 48 : 40;
    FILE *file = fopen(self->config.path, "rb");
    if (!file) {
        return failed(self->host, TENON_E_IO, "config.ticks or config.bars: cannot be opened");
    }
    fseek(file, 0, SEEK_END);
    long bytes = ftell(file);
    rewind(file);
    uint64_t count = bytes > 0 ? (uint64_t)bytes / row : 0;
    if (self->config.limit && count > self->config.limit) {
        count = self->config.limit;
    }
    unsigned char *raw = malloc(count * row + 1);
    feed_record *records = malloc((count + 1) * sizeof *records);
    int ok = raw && records && count > 0 && fread(raw, row, count, file) == count;
    fclose(file);
    for (uint64_t i = 0; ok && i < count; i++) {
        read_record(self, raw + i * row, &records[i]);
    }
    free(raw);
    if (!ok) {
        free(records);
        return failed(self->host, TENON_E_IO, "config.ticks or config.bars: cannot be read");
    }
    free(self->records);
    self->records = records;
    self->count = count;
    int64_t gap = count > 1 ? records[1].ts_ns - records[0].ts_ns : 1;
    self->round_ns = records[count - 1].ts_ns - records[0].ts_ns + (gap > 0 ? gap : 1);
    return TENON_OK;
}

// ---- lifecycle ----

static tenon_status configure(void *impl, tenon_str json) {
    feed *self = impl;
    feed_config config;
    const char *why = feed_config_parse(&config, json);
    if (why) {
        return failed(self->host, TENON_E_INVALID, why);
    }
    self->config = config;
    return load(self);
}

static tenon_status define(feed *self) {
    const tenon_host_registry *registry = self->host->get_ext(self->host, TENON_EXT_HOST_REGISTRY);
    if (!registry) {
        return failed(self->host, TENON_E_PERMISSION, "the host offers no registry");
    }
    uint32_t usd = 0;
    tenon_status status = registry->currency(self->host, (tenon_str){"USD", 3}, -8, &usd);
    if (status != TENON_OK) {
        return failed(self->host, status, "the host refused the currency USD");
    }
    tenon_ev_instrument def;
    memset(&def, 0, sizeof def);
    size_t length = strlen(self->config.symbol);
    def.h.size = sizeof def;
    def.h.space = TENON_SPACE_REFERENCE;
    def.h.type = TENON_TYPE_INSTRUMENT;
    def.uid = tenon_uid((tenon_str){self->config.symbol, length});
    def.px_exp = -2;
    def.asset_class = TENON_ASSET_EQUITY;
    def.contract = TENON_CONTRACT_SPOT;
    def.attrs = TENON_ATTR_SHORTABLE;
    def.quote_ccy = def.settle_ccy = usd;
    def.tick = def.lot = def.multiplier = 1;
    int64_t *limits[] = {&def.min_qty, &def.max_qty, &def.min_notional, &def.max_notional,
        &def.strike, &def.listed_ns, &def.expires_ns, &def.last_trade_ns, &def.limit_up,
        &def.limit_down, &def.margin_init_e9, &def.margin_maint_e9, &def.maker_fee_e9,
        &def.taker_fee_e9};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        *limits[i] = TENON_NONE;
    }
    def.streams = self->config.is_bars ? TENON_STREAM_BARS : TENON_STREAM_QUOTES;
    memcpy(def.symbol, self->config.symbol, length);
    memcpy(def.venue_symbol, self->config.symbol, length);
    status = registry->define(self->host, &def, &self->handle);
    return status == TENON_OK ? status : failed(self->host, status, "the host refused W1.TEST");
}

// Writes what is the same in every event of the chunk.
static void preset(feed *self) {
    int is_bars = self->config.is_bars;
    size_t size = is_bars ? sizeof(tenon_ev_bar) : sizeof(tenon_ev_quote);
    memset(self->chunk, 0, CHUNK * size);
    for (int i = 0; i < CHUNK; i++) {
        tenon_ev_mkt *head = (tenon_ev_mkt *)(self->chunk + i * size);
        head->h.size = (uint32_t)size;
        head->h.space = TENON_SPACE_MARKET;
        head->h.type = is_bars ? TENON_TYPE_BAR : TENON_TYPE_QUOTE;
        head->h.instrument = self->handle;
        head->ts_recv_ns = TENON_NONE;
        if (is_bars) {
            tenon_ev_bar *bar = (tenon_ev_bar *)head;
            bar->notional = TENON_NONE;
            bar->period = 1;
            bar->unit = TENON_BAR_MINUTE;
            bar->basis = TENON_BASIS_LAST;
            bar->complete = 1;
        }
    }
}

static tenon_status activate(void *impl) {
    feed *self = impl;
    self->publish = self->host->get_ext(self->host, TENON_EXT_HOST_PUBLISH);
    if (!self->publish) {
        return failed(self->host, TENON_E_PERMISSION, "the host offers no publish");
    }
    tenon_status status = define(self);
    if (status != TENON_OK) {
        return status;
    }
    if (!self->chunk) {
        self->chunk = aligned_alloc(64, CHUNK * sizeof(tenon_ev_bar));
    }
    if (!self->chunk) {
        return failed(self->host, TENON_E_FAULT, "no memory for the chunk");
    }
    preset(self);
    self->next = self->round = self->published = self->pending_bytes = 0;
    self->shift_ns = 0;
    self->over = 0;
    return TENON_OK;
}

static tenon_status say(const feed *self, uint16_t type, int64_t ts_ns, int64_t i64) {
    tenon_ev_control event;
    memset(&event, 0, sizeof event);
    event.h.size = sizeof event;
    event.h.space = TENON_SPACE_CONTROL;
    event.h.type = type;
    event.h.ts_ns = ts_ns;
    event.i64 = i64;
    return self->publish->publish(self->host, 0, &event, sizeof event);
}

static tenon_status start(void *impl, uint64_t first_seq) {
    (void)first_seq;
    feed *self = impl;
    tenon_status status = say(self, TENON_TYPE_WATERMARK, self->records[0].ts_ns, 0);
    if (status != TENON_OK) {
        return failed(self->host, status, "the host refused the first watermark");
    }
    self->host->wake(self->host);
    return TENON_OK;
}

static tenon_status drain(void *impl, int64_t deadline_ns) {
    (void)deadline_ns;
    ((feed *)impl)->over = 1;
    return TENON_OK;
}

static void deactivate(void *impl) { (void)impl; }

static void destroy(void *impl) {
    feed *self = impl;
    free(self->records);
    free(self->chunk);
    free(self);
}

static const void *no_extension(void *impl, const char *id) {
    (void)impl;
    (void)id;
    return NULL;
}

// ---- the turn ----

static void fill_quotes(const feed *self, uint64_t count) {
    const feed_record *record = self->records + self->next;
    tenon_ev_quote *event = (tenon_ev_quote *)self->chunk;
    int64_t shift = self->shift_ns;
    for (uint64_t i = 0; i < count; i++) {
        int64_t ts = record[i].ts_ns + shift;
        event[i].m.h.ts_ns = ts;
        event[i].m.ts_venue_ns = ts;
        event[i].bid_px = record[i].px[0];
        event[i].bid_qty = record[i].qty[0];
        event[i].ask_px = record[i].px[1];
        event[i].ask_qty = record[i].qty[1];
    }
}

static void fill_bars(const feed *self, uint64_t count) {
    const feed_record *record = self->records + self->next;
    tenon_ev_bar *event = (tenon_ev_bar *)self->chunk;
    int64_t shift = self->shift_ns;
    for (uint64_t i = 0; i < count; i++) {
        int64_t ts = record[i].ts_ns + shift;
        event[i].m.h.ts_ns = ts;
        event[i].m.ts_venue_ns = ts;
        event[i].open_ns = ts - 60000000000LL;
        event[i].close_ns = ts;
        event[i].open = record[i].px[0];
        event[i].high = record[i].px[1];
        event[i].low = record[i].px[2];
        event[i].close = record[i].px[3];
        event[i].volume = record[i].qty[0];
    }
}

// Fills the chunk with the next records; 0 at the end of the last round.
static uint64_t fill(feed *self) {
    if (self->next == self->count) {
        if (++self->round >= self->config.repeat) {
            return 0;
        }
        self->next = 0;
        self->shift_ns += self->round_ns;
    }
    uint64_t left = self->count - self->next;
    uint64_t count = left < CHUNK ? left : CHUNK;
    if (self->config.is_bars) {
        fill_bars(self, count);
    } else {
        fill_quotes(self, count);
    }
    self->next += count;
    self->published += count;
    return count * (self->config.is_bars ? sizeof(tenon_ev_bar) : sizeof(tenon_ev_quote));
}

static tenon_status on_batch(void *impl, const tenon_batch *batch, uint32_t *consumed) {
    feed *self = impl;
    *consumed = batch->count;
    if (self->over) {
        return TENON_OK;
    }
    for (;;) {
        if (!self->pending_bytes) {
            self->pending_bytes = fill(self);
        }
        tenon_status status;
        if (self->pending_bytes) {
            status = self->publish->publish(self->host, 0, self->chunk, self->pending_bytes);
        } else {
            int64_t last = self->records[self->count - 1].ts_ns + self->shift_ns;
            status = say(self, TENON_TYPE_END_OF_DATA, last, (int64_t)self->published);
        }
        if (status == TENON_E_AGAIN) {
            return status;
        }
        if (status != TENON_OK) {
            return failed(self->host, status, "the host refused events");
        }
        if (!self->pending_bytes) {
            self->over = 1;
            return TENON_OK;
        }
        self->pending_bytes = 0;
    }
}

// ---- the tables ----

static const tenon_lifecycle lifecycle = {sizeof lifecycle, 0, configure, activate, start, drain,
    deactivate, destroy, no_extension};
static const tenon_connector connector = {sizeof connector, 0, on_batch, NULL, NULL, NULL};

#define TEXT(literal) {literal, sizeof(literal) - 1}
static const tenon_descriptor descriptor = {
    .size = sizeof descriptor,
    .kind = TENON_KIND_CONNECTOR,
    .id = TEXT("dev.tenon.test.memory-feed"),
    .name = TEXT("Memory feed"),
    .version = TEXT("0.1.0"),
    .vendor = TEXT("Tenon"),
    .summary = TEXT("Publishes the benchmarks' quotes or bars out of memory."),
    .licence = TEXT("0BSD"),
    .language = TEXT("C"),
    .config_schema = TEXT(FEED_CONFIG_SCHEMA),
    .permissions = TEXT("{}"),
    .extensions = TEXT(""),
    .changes = TEXT("First version."),
};

static uint32_t count(void) { return 1; }

static const tenon_descriptor *describe(uint32_t index) { return index ? NULL : &descriptor; }

static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    if (strcmp(id, "dev.tenon.test.memory-feed") != 0) {
        return failed(host, TENON_E_INVALID, "this library has no plugin of that id");
    }
    feed *self = calloc(1, sizeof *self);
    if (!self) {
        return failed(host, TENON_E_FAULT, "no memory for the instance");
    }
    self->host = host;
    *out = (tenon_instance){sizeof *out, TENON_KIND_CONNECTOR, self, &lifecycle, &connector};
    return TENON_OK;
}

static const tenon_factory factory = {sizeof factory, 0, count, describe, create};

static const void *get_factory(const char *id) {
    return strcmp(id, "tenon.factory/1") == 0 ? &factory : NULL;
}

static const tenon_entry entry = {sizeof entry, 0, 0, 0, get_factory};

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    if (!host || !out || host->abi_major != 0) {
        return TENON_E_VERSION;
    }
    *out = &entry;
    return TENON_OK;
}
