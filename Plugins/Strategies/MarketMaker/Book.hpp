// SPDX-License-Identifier: 0BSD
//
// One side of an order book: its best levels, as the book's events tell them.
#ifndef MARKET_MAKER_BOOK_HPP
#define MARKET_MAKER_BOOK_HPP

#include <algorithm>
#include <cstring>
#include <tenon.h>

namespace maker {

struct Level {
    int64_t px;
    int64_t qty;
};

// A side of at most `room` levels, worst first, so that what happens near the best moves little.
// When it is full the worst are forgotten: from then on it knows nothing of the prices behind its
// worst level, until a snapshot fills it anew.
//
// It is part of a saved state: plain numbers without holes, and zeros where no level is.
struct Side {
    static constexpr uint32_t room = 1024, forgotten = 256;

    uint32_t count;
    uint32_t cut;  // 1: the worst levels were forgotten
    Level levels[room];

    void clear() { std::memset(this, 0, sizeof *this); }

    // The best price, or TENON_NONE when there is none, or none that is known.
    int64_t best() const { return count == 0 ? TENON_NONE : levels[count - 1].px; }

    // The level now has this quantity; 0 removes it. sign: 1 for bids, -1 for asks.
    void set(int64_t px, int64_t qty, int64_t sign) {
        Level *const end = levels + count;
        Level *const at = std::lower_bound(levels, end, px, [sign](const Level &l, int64_t p) {
            return sign > 0 ? l.px < p : l.px > p;
        });
        const bool is_there = at != end && at->px == px;
        if (is_there && qty > 0) {
            at->qty = qty;
        } else if (is_there) {
            std::memmove(at, at + 1, bytes(end - at - 1));
            levels[--count] = Level{};
        } else if (qty > 0 && !(cut != 0 && at == levels)) {
            insert(at, Level{px, qty});
        }
    }

    // Whether these bytes can be a side: what a damaged state must not pass.
    bool is_whole(int64_t sign) const {
        if (count > room || cut > 1) {
            return false;
        }
        for (uint32_t i = 0; i < room; i++) {
            const Level &l = levels[i];
            const bool is_sorted =
                i == 0 || (sign > 0 ? levels[i - 1].px < l.px : levels[i - 1].px > l.px);
            if (i < count ? l.qty <= 0 || l.px == TENON_NONE || !is_sorted
                          : l.qty != 0 || l.px != 0) {
                return false;
            }
        }
        return true;
    }

private:
    static size_t bytes(std::ptrdiff_t levels) {
        return static_cast<size_t>(levels) * sizeof(Level);
    }

    void insert(Level *at, const Level &level) {
        if (count == room) {
            cut = 1;
            count -= forgotten;
            std::memmove(levels, levels + forgotten, bytes(count));
            std::memset(levels + count, 0, bytes(forgotten));
            if (at - levels < forgotten) {
                return;
            }
            at -= forgotten;
        }
        std::memmove(at + 1, at, bytes(levels + count - at));
        *at = level;
        count++;
    }
};

}  // namespace maker

#endif
