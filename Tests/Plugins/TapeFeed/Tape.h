// SPDX-License-Identifier: 0BSD
//
// A data connector for tests: publishes the rows of one file, of many instruments, in file order.
//
// Every kind of market event can stand in it, with sizes or without, so that a seed can say exactly
// what a venue shows. Numbers are mantissas of the instrument's exponents; an empty one is
// TENON_NONE. First come the instruments, which are numbered from 1; then rows whose times never
// fall:
//
//     instrument,SYMBOL,px_exp,qty_exp,tick,lot,multiplier
//     TS_NS,NUMBER,quote,BID,BID_QTY,ASK,ASK_QTY
//     TS_NS,NUMBER,trade,PX,QTY,AGGRESSOR               buy, sell or empty
//     TS_NS,NUMBER,bar,OPEN_NS,OPEN,HIGH,LOW,CLOSE,VOLUME
//     TS_NS,NUMBER,level,SIDE,PX,QTY,MORE               bid or ask; 1: belongs to the next row
//     TS_NS,NUMBER,snapshot,PX:QTY PX:QTY…,PX:QTY…      bids, asks, best first
//     TS_NS,NUMBER,status,PHASE                         open, halted, closed, …
//     TS_NS,NUMBER,gap                                  something of the book is missing
//
// Tape.c reads the file, TapeFeed.c is the connector.
#ifndef TAPE_H
#define TAPE_H

#include <tenon.h>

enum { TAPE_WHY = 1400 };

typedef struct tape {
    tenon_ev_instrument *instruments;
    uint8_t *events;  // ready to publish; h.instrument is the number of the file
    uint64_t bytes, room;
    int64_t first_ns, last_ns;
    uint64_t count;
    uint32_t instrument_count;
} tape;

// 0 and "file:line: sentence" in why when the file cannot be read. On a boundary of 64.
int tape_read(const char *path, tape *out, char *why);
void tape_free(tape *t);

#endif
