// SPDX-License-Identifier: 0BSD
//
// A market maker in C++17: keeps a buy below the best bid and a sell above the best ask. The rules,
// in full:
//
// It counts quotes, or with `source: book` complete changes of the book since it knew one. At each
// whose number, from 0, is a multiple of `every` it renews its orders. With `refresh: cancel` it
// cancels both that may rest; then, with the position at that moment, it sends a limit order to buy
// `quantity` at bid - offset if the position is below `max`, and one to sell at ask + offset if it
// is above -max. With `refresh: replace` it changes the orders that rest instead, and leaves those
// that are right already, so they keep their place in the queue.
//
// `skew` moves both prices against the position, by so many ticks when it is `max`: the more it
// holds, the lower it buys and sells. With `post_only` its orders may never take, and a price never
// comes nearer than a tick to the opposite touch. Prices between two ticks go away from the touch. A
// side that has no price has no order, and while data is missing (a gap) nothing rests at all.
//
// What stands around it is <tenon_plugin.h>. It is C++ without exceptions, without types of C++ in
// anything the host sees, and without anything of the library that would have to be linked. To
// build it anywhere:
//
//   g++ -O2 -std=c++17 -shared -fPIC -fvisibility=hidden -fno-gnu-unique -fno-exceptions -fno-rtti
//       -I PluginAPI/CTenon/include Plugins/Strategies/MarketMaker/MarketMaker.cpp
//       -o libMarketMaker.so
//
// (clang++ has no -fno-gnu-unique and needs none).
#include "Book.hpp"

#include <tenon_plugin.h>
#include <type_traits>

namespace {

using namespace maker;

#define MAKER_SETTINGS(INTEGER, DECIMAL, SWITCH, CHOICE2, CHOICE3)                                 \
    INTEGER(every, 250, 1, 1000000000, "prices", RUNTIME, "Renews its orders every so many")       \
    DECIMAL(offset, 0.0001, 0, 10000000000, "price", RUNTIME, "How far behind the touch it stands")\
    DECIMAL(quantity, 1, 0.00000001, 10000000000, "units", RUNTIME, "Size of each order")          \
    DECIMAL(max, 3, 0.00000001, 10000000000, "units", RUNTIME, "No order that adds to this much")  \
    INTEGER(skew, 0, 0, 1000000, "ticks", RUNTIME, "Moves prices against the position, at max")    \
    SWITCH(post_only, RUNTIME, "Its orders may never take")                                        \
    CHOICE2(refresh, cancel, replace, RUNTIME, "How orders are renewed")                           \
    CHOICE2(source, quotes, book, RESTART, "Where it sees the best bid and ask")

TENON_SETTINGS_STRUCT(Settings, MAKER_SETTINGS)
TENON_SETTINGS_TABLE(table, MAKER_SETTINGS)

enum : int64_t { fromQuotes, fromBook };
enum : int64_t { byCancel, byReplace };

// What a state holds.
struct Memory {
    uint64_t count;  // prices seen
    int64_t bid;     // best, or TENON_NONE
    int64_t ask;
    uint64_t is_known;  // 0: before the first price, and after a gap
    Side bids;          // of the book; empty with source quotes
    Side asks;
};
static_assert(sizeof(Memory) == 32 + 2 * sizeof(Side), "a state has no holes");
static_assert(std::is_trivially_copyable<Memory>::value, "a state is bytes");

struct Maker {
    tenon_plugin base;
    Settings settings;
    Memory memory;
    // Settings in the instrument's exponents.
    int64_t offset;
    int64_t quantity;
    int64_t max;

    static Maker *of(tenon_plugin *base) { return reinterpret_cast<Maker *>(base); }
    static const Maker *of(const tenon_plugin *base) {
        return reinterpret_cast<const Maker *>(base);
    }

    // ---- what it sees ----

    // A new best bid and ask.
    void price(const tenon_ev *event, int64_t bid, int64_t ask) {
        memory.bid = bid;
        memory.ask = ask;
        memory.is_known = 1;
        if (memory.count++ % static_cast<uint64_t>(settings.every) == 0) {
            tenon_plugin_act(&base, event);
        }
    }

    // From here on nothing is known: nothing may rest.
    void forget(const tenon_ev *event) {
        memory.is_known = 0;
        memory.bid = memory.ask = TENON_NONE;
        memory.bids.clear();
        memory.asks.clear();
        tenon_plugin_act(&base, event);
    }

    void snapshot(const tenon_ev_snapshot *event) {
        if (event->part == 0) {
            memory.bids.clear();
            memory.asks.clear();
            memory.is_known = 0;
        }
        const auto *at = reinterpret_cast<const uint8_t *>(event) + sizeof *event;
        const uint64_t records = static_cast<uint64_t>(event->bids) + event->asks;
        if (records * event->level_size > event->m.h.size - sizeof *event) {
            return;  // tells of more levels than it has
        }
        for (uint64_t i = 0; i < records; i++, at += event->level_size) {
            const auto *level = reinterpret_cast<const tenon_level *>(at);
            Side &side = i < event->bids ? memory.bids : memory.asks;
            side.set(level->px, level->qty, i < event->bids ? 1 : -1);
        }
        if (event->part + 1 >= event->parts) {
            price(&event->m.h, memory.bids.best(), memory.asks.best());
        }
    }

    void change(const tenon_ev_book *event) {
        if (event->order_ref != 0) {  // a book of single orders: this one counts levels only
            return;
        }
        if (event->action == TENON_BOOK_CLEAR) {
            if (event->side != TENON_SELL) {
                memory.bids.clear();
            }
            if (event->side != TENON_BUY) {
                memory.asks.clear();
            }
        } else {
            const int64_t qty = event->action == TENON_BOOK_REMOVE ? 0 : event->qty;
            if (event->side == TENON_BUY) {
                memory.bids.set(event->px, qty, 1);
            } else {
                memory.asks.set(event->px, qty, -1);
            }
        }
        // Changes before the first snapshot are of an unknown book; MORE: the change goes on.
        if (memory.is_known != 0 && (event->m.h.flags & TENON_EV_MORE) == 0) {
            price(&event->m.h, memory.bids.best(), memory.asks.best());
        }
    }

    tenon_status take(const tenon_ev *event) {
        const void *const bytes = event;
        if (event->space == TENON_SPACE_MARKET && event->type == TENON_TYPE_QUOTE
            && settings.source == fromQuotes) {
            const auto *quote = static_cast<const tenon_ev_quote *>(bytes);
            price(event, quote->bid_px, quote->ask_px);
        } else if (event->space == TENON_SPACE_MARKET && settings.source == fromBook) {
            if (event->type == TENON_TYPE_SNAPSHOT) {
                snapshot(static_cast<const tenon_ev_snapshot *>(bytes));
            } else if (event->type == TENON_TYPE_BOOK) {
                change(static_cast<const tenon_ev_book *>(bytes));
            }
        } else if (event->space == TENON_SPACE_CONTROL && event->type == TENON_TYPE_GAP) {
            const uint64_t watched = streams();
            const uint64_t missing = static_cast<const tenon_ev_control *>(bytes)->id;
            if (missing == 0 || (missing & watched) != 0) {
                forget(event);
            }
        }
        return TENON_OK;
    }

    // ---- what it does ----

    // With post_only, the price brought back to a tick from the opposite touch: a large skew would
    // reach past it.
    int64_t passive(int side, int64_t px) const {
        const int64_t tick = base.definition.tick;
        if (settings.post_only == 0) {
            return px;
        }
        if (side == TENON_BUY) {
            return memory.ask == TENON_NONE ? px : std::min(px, memory.ask - tick);
        }
        return memory.bid == TENON_NONE ? px : std::max(px, memory.bid + tick);
    }

    // a + b of two numbers within the reach of prices, if the sum is too.
    static constexpr int64_t reach = (int64_t{1} << 62) - 1;
    static bool add(int64_t a, int64_t b, int64_t &sum) {
        sum = a + b;
        return sum >= -reach && sum <= reach;
    }

    // The price at which it wants to stand on a side, or TENON_NONE, also when it is past what a
    // price can be.
    int64_t wanted(int side) const {
        const int64_t touch = side == TENON_BUY ? memory.bid : memory.ask;
        const bool has_room = side == TENON_BUY ? base.position < max : base.position > -max;
        if (memory.is_known == 0 || touch == TENON_NONE || !has_room) {
            return TENON_NONE;
        }
        const int64_t tick = base.definition.tick;
        int64_t ticks = 0, shift = 0;  // ticks: times max
        if (tenon_product(settings.skew, 0, base.position, 0, 0, TENON_ROUND_EXACT, &ticks)
                != TENON_OK
            || tenon_product(ticks / max, 0, tick, 0, 0, TENON_ROUND_EXACT, &shift) != TENON_OK) {
            return TENON_NONE;
        }
        int64_t px = 0;
        if (!add(touch, side == TENON_BUY ? -offset : offset, px) || !add(px, -shift, px)) {
            return TENON_NONE;
        }
        const int64_t rounded = passive(side, tenon_to_tick(px, tick, side));
        const bool is_price =
            rounded > 0 || (base.definition.attrs & TENON_ATTR_NEGATIVE_PRICES) != 0;
        return is_price && rounded >= -reach && rounded <= reach ? rounded : TENON_NONE;
    }

    void send(int side, int64_t px) {
        tenon_intent *order = tenon_plugin_new(&base, side, TENON_LIMIT, quantity);
        if (order != nullptr) {
            order->px = px;
            if (settings.post_only != 0) {
                order->flags = TENON_ORDER_POST_ONLY;
            }
        }
    }

    // Brings the order of a side that may rest to its price; whether there was one.
    bool move(int side, int64_t px) {
        bool found = false;
        for (uint32_t i = 0; i < base.open_count; i++) {
            tenon_plugin_order &order = base.open[i];
            if (order.side != side || order.canceling) {
                continue;
            }
            if (found || px == TENON_NONE) {
                tenon_plugin_cancel(&base, &order);
            } else if (order.px != px || order.leaves != quantity) {
                tenon_intent *change = tenon_plugin_replace(&base, &order);
                if (change != nullptr) {
                    change->px = px;
                    change->qty = order.qty - order.leaves + quantity;
                }
            }
            found = true;
        }
        return found;
    }

    void decide() {
        const int64_t buy = wanted(TENON_BUY), sell = wanted(TENON_SELL);
        bool buys = false, sells = false;
        if (settings.refresh == byReplace) {
            buys = move(TENON_BUY, buy);
            sells = move(TENON_SELL, sell);
        } else {
            for (uint32_t i = 0; i < base.open_count; i++) {
                tenon_plugin_cancel(&base, &base.open[i]);
            }
        }
        if (buy != TENON_NONE && !buys) {
            send(TENON_BUY, buy);
        }
        if (sell != TENON_NONE && !sells) {
            send(TENON_SELL, sell);
        }
    }

    // ---- settings and state ----

    uint32_t streams() const {
        return settings.source == fromBook ? TENON_STREAM_BOOK | TENON_STREAM_SNAPSHOTS
                                           : TENON_STREAM_QUOTES;
    }

    tenon_status exact(const char *name, int64_t value, int32_t exp, int64_t *out) const {
        const tenon_status status =
            tenon_rescale(value, TENON_DECIMAL_EXP, exp, TENON_ROUND_EXACT, out);
        return status == TENON_OK
            ? status
            : tenon_refuse(base.host, TENON_E_INVALID,
                           "config.%s: no exact multiple of 10^%d of %.64s", name, exp,
                           base.symbol);
    }

    tenon_status apply() {
        const tenon_ev_instrument &def = base.definition;
        if (def.h.instrument == 0) {
            return TENON_OK;
        }
        tenon_status status = exact("offset", settings.offset, def.px_exp, &offset);
        if (status == TENON_OK) {
            status = exact("quantity", settings.quantity, def.qty_exp, &quantity);
        }
        if (status == TENON_OK && quantity % def.lot != 0) {
            status = tenon_refuse(base.host, TENON_E_INVALID,
                                  "config.quantity: %.12g is no multiple of the lot %.12g of %.64s",
                                  tenon_to_double(settings.quantity, TENON_DECIMAL_EXP),
                                  tenon_to_double(def.lot, def.qty_exp), base.symbol);
        }
        return status == TENON_OK ? exact("max", settings.max, def.qty_exp, &max) : status;
    }

    bool is_memory(const Memory &m) const {
        const bool is_empty = m.bids.count == 0 && m.asks.count == 0;
        return m.is_known <= 1 && m.bids.is_whole(1) && m.asks.is_whole(-1)
            && (settings.source == fromBook || is_empty);
    }
};

static_assert(std::is_standard_layout<Maker>::value, "the host's tables find its members");

TENON_PLUGIN_DESCRIPTOR(descriptor, "dev.tenon.market-maker", "Market maker", "0.1.0", "Tenon",
                        "Keeps a buy order below the best bid and a sell order above the best ask",
                        "0BSD", "C++", MAKER_SETTINGS, "[\"NEW\", \"CANCEL\", \"REPLACE\"]")

int isMemory(const tenon_plugin *base, const void *memory) {
    return Maker::of(base)->is_memory(*static_cast<const Memory *>(memory));
}
void reset(tenon_plugin *base) {
    Maker::of(base)->memory.bid = Maker::of(base)->memory.ask = TENON_NONE;
}
tenon_status apply(tenon_plugin *base) {
    return Maker::of(base)->apply();
}
uint32_t streams(const tenon_plugin *base) {
    return Maker::of(base)->streams();
}
tenon_status take(tenon_plugin *base, const tenon_ev *event) {
    return Maker::of(base)->take(event);
}
void decide(tenon_plugin *base) {
    Maker::of(base)->decide();
}

const tenon_plugin_type type = {
    &descriptor, table, sizeof table / sizeof table[0],
    sizeof(Maker), offsetof(Maker, settings), offsetof(Maker, memory), sizeof(Memory),
    nullptr,  // check: every combination of settings goes
    isMemory, reset, apply, streams, take, decide,
    nullptr,  // refused: the next renewal sends anew
};

}  // namespace

TENON_PLUGIN_ENTRY(type)
