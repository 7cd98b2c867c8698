// A static of an inline function has one address in the whole process unless it is hidden.
#include <tenon.h>

inline int &shared() {
    static int counter = 0;
    return counter;
}

TENON_EXPORT tenon_status tenon_entry_0(const tenon_host_info *, const tenon_entry **) {
    return ++shared() == 0 ? TENON_OK : TENON_E_VERSION;
}
