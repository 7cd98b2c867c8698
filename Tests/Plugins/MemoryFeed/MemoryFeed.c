#include <tenon.h>
TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *host, const tenon_entry **out) {
    (void)host;
    (void)out;
    return TENON_E_VERSION;
}
