// The smallest plugin there can be, and the loop that calls it from C.
#include <tenon.h>

// Takes the whole batch and looks at nothing.
__attribute__((visibility("default"))) tenon_status call_on_batch(
    void *impl, const tenon_batch *batch, uint32_t *consumed) {
    (void)impl;
    *consumed = batch->count;
    return TENON_OK;
}

// Makes `times` deliveries of one event as a host in C would: what changes from call to call is
// written, the status and the count are looked at. Returns how many events were taken.
__attribute__((visibility("default"), noinline)) uint64_t call_loop(
    tenon_status (*on_batch)(void *, const tenon_batch *, uint32_t *), const void *event,
    uint64_t bytes, uint64_t times) {
    tenon_batch batch = {
        .size = sizeof batch,
        .count = 1,
        .bytes = event,
        .nbytes = bytes,
    };
    uint64_t taken = 0;
    for (uint64_t i = 1; i <= times; i++) {
        uint32_t consumed = 0;
        batch.first_seq = batch.last_seq = i;
        batch.delivery = taken + 1;
        batch.now_ns = (int64_t)i;
        if (on_batch(0, &batch, &consumed) != TENON_OK || consumed > 1) {
            return 0;
        }
        taken += consumed;
    }
    return taken;
}
