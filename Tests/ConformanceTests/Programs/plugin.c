/* The smallest strategy; C and C++ at once. What the language tests compile and link. */
#include <tenon.h>
#include <tenon.h>

static uint32_t count(void) { return 0; }
static const tenon_descriptor *describe(uint32_t i) {
    (void)i;
    return NULL;
}
static tenon_status create(const char *id, const tenon_host *host, tenon_instance *out) {
    (void)id;
    (void)out;
    host->fail(host, TENON_E_INVALID, tenon_text("there is no plugin in this library"));
    return TENON_E_INVALID;
}
static const tenon_factory factory = {sizeof factory, 0, count, describe, create};

static const void *get_factory(const char *id) {
    const char *known = TENON_EXT_FACTORY;
    while (*known != 0 && *known == *id) {
        known++;
        id++;
    }
    return *known == *id ? &factory : NULL;
}
static const tenon_entry entry = {sizeof entry, TENON_ABI_MAJOR, TENON_ABI_MINOR, 0, get_factory};

/* Uses what is inline, so that it is compiled. */
static int64_t worth(const tenon_batch *batch, const tenon_ev_instrument *def) {
    int64_t sum = 0;
    for (const tenon_ev *event = tenon_first(batch); event; event = tenon_next(batch, event)) {
        int64_t one = 0;
        if (tenon_notional(def, (int64_t)event->seq, 1, -2, TENON_ROUND_UP, &one) == TENON_OK &&
            tenon_rescale(one, -2, -4, TENON_ROUND_EXACT, &one) == TENON_OK) {
            sum += tenon_product(one, -4, 3, 0, -4, TENON_ROUND_EXACT, &one) == TENON_OK ? one : 0;
        }
    }
    return sum + (int64_t)tenon_uid(tenon_text("A.B")) + (int64_t)tenon_hash32(tenon_text("t")) +
           (int64_t)tenon_to_double(sum, -4);
}
int64_t (*tenon_test_worth)(const tenon_batch *, const tenon_ev_instrument *) = worth;

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    if (!TENON_HAS(host, tenon_host_info, version)) {
        return TENON_E_VERSION;
    }
    *out = &entry;
    return TENON_OK;
}
