// SPDX-License-Identifier: 0BSD
//
// The words and numbers of a field, and what they are in an intent.
#include "OrderReplay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct word {
    const char *text;
    uint8_t code;
} word;

int replay_decimal(const char *text, replay_number *out) {
    const int negative = *text == '-';
    int digits = 0, places = -1;
    int64_t m = 0;
    for (text += negative; *text != 0; text++) {
        if (*text == '.' && places < 0 && digits > 0) {
            places = 0;
        } else if (*text >= '0' && *text <= '9' && m < 100000000000000000) {
            m = m * 10 + (*text - '0');
            digits++;
            places += places >= 0;
        } else {
            return 0;
        }
    }
    *out = (replay_number){negative ? -m : m, places > 0 ? -places : 0, 1};
    return digits > 0 && places != 0;
}

int64_t replay_index(const char *text) {
    replay_number n;
    return replay_decimal(text, &n) && n.exponent == 0 && n.mantissa >= 0 ? n.mantissa : -1;
}

int64_t replay_moment(const char *text) {
    int year, month, day, end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == 0
        && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
        const int64_t y = month <= 2 ? year - 1 : year, m = (month + 9) % 12;
        const int64_t days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1;
        return (days - 719468) * 86400 * 1000000000;
    }
    char *rest;  // nanoseconds have 19 digits, more than replay_decimal takes
    const long long ns = strtoll(text, &rest, 10);
    return *text >= '0' && *text <= '9' && *rest == 0 ? (int64_t)ns : TENON_NONE;
}

// The code of a word, in any case and with - or _ between its parts; -1: none of them.
static int code(const char *text, const word *words) {
    char plain[32];
    size_t length = 0;
    for (; text[length] != 0 && length + 1 < sizeof plain; length++) {
        const char c = text[length];
        plain[length] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    plain[length] = 0;
    for (; words->text != 0; words++) {
        if (strcmp(plain, words->text) == 0) {
            return words->code;
        }
    }
    return -1;
}

int replay_op(const char *text) {
    static const word words[] = {{"", TENON_OP_NEW}, {"new", TENON_OP_NEW},
        {"cancel", TENON_OP_CANCEL}, {"replace", TENON_OP_REPLACE}, {0, 0}};
    return code(text, words);
}

int replay_side(const char *text) {
    static const word words[] = {{"buy", TENON_BUY}, {"sell", TENON_SELL}, {0, 0}};
    return code(text, words);
}

int replay_type(const char *text) {
    static const word words[] = {{"market", TENON_MARKET}, {"limit", TENON_LIMIT},
        {"stop", TENON_STOP}, {"stop-market", TENON_STOP}, {"stop-limit", TENON_STOP_LIMIT},
        {"market-if-touched", TENON_MARKET_IF_TOUCHED},
        {"limit-if-touched", TENON_LIMIT_IF_TOUCHED}, {"trailing-stop", TENON_TRAILING_STOP},
        {"trailing-stop-limit", TENON_TRAILING_STOP_LIMIT},
        {"market-to-limit", TENON_MARKET_TO_LIMIT}, {"iceberg", TENON_LIMIT}, {0, 0}};
    return code(text, words);
}

int replay_tif(const char *text) {
    static const word words[] = {{"", TENON_GTC}, {"gtc", TENON_GTC}, {"day", TENON_DAY},
        {"ioc", TENON_IOC}, {"fok", TENON_FOK}, {"gtd", TENON_GTD}, {"at-open", TENON_AT_OPEN},
        {"at-close", TENON_AT_CLOSE}, {0, 0}};
    return code(text, words);
}

int replay_trigger(const char *text) {
    static const word words[] = {{"", 0}, {"last", TENON_TRIGGER_LAST}, {"bid", TENON_TRIGGER_BID},
        {"ask", TENON_TRIGGER_ASK}, {"mark", TENON_TRIGGER_MARK}, {0, 0}};
    return code(text, words);
}

int replay_trail_unit(const char *text) {
    static const word words[] = {{"", TENON_TRAIL_NONE}, {"price", TENON_TRAIL_PRICE},
        {"ticks", TENON_TRAIL_TICKS}, {"bps", TENON_TRAIL_BPS}, {0, 0}};
    return code(text, words);
}

int replay_contingency(const char *text) {
    static const word words[] = {{"", TENON_CONTINGENCY_NONE}, {"oco", TENON_CONTINGENCY_OCO},
        {"oto", TENON_CONTINGENCY_OTO}, {"ouo", TENON_CONTINGENCY_OUO},
        {"bracket", TENON_CONTINGENCY_BRACKET}, {0, 0}};
    return code(text, words);
}

int replay_flags(const char *text) {
    static const word words[] = {{"post-only", TENON_ORDER_POST_ONLY},
        {"reduce-only", TENON_ORDER_REDUCE_ONLY}, {"hidden", TENON_ORDER_HIDDEN},
        {"located", TENON_ORDER_LOCATED}, {"hold", TENON_ORDER_HOLD}, {0, 0}};
    int flags = 0;
    while (*text != 0) {
        char one[32];
        const size_t length = strcspn(text, " ");
        if (length >= sizeof one) {
            return -1;
        }
        memcpy(one, text, length);
        one[length] = 0;
        const int flag = code(one, words);
        if (flag < 0) {
            return -1;
        }
        flags |= flag;
        text += length;
        text += *text == ' ' && text[1] != 0;
    }
    return flags;
}
