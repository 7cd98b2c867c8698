// Counts what a run of the lane allocates: preloaded, it stands before the C library's allocator.
//
// At exit it writes two numbers of calls to malloc, calloc, realloc, posix_memalign and aligned_alloc
// to the file named by TENON_ALLOCATIONS: those of the whole process, and those between the first and
// the last time the processor time of a thread was read. `tenon backtest --timing` reads it right
// before and right after the lane runs, so the texts of the summary are not counted.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// The C library's own functions under their second names.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static atomic_ulong calls;
static atomic_ulong readings;
static atomic_ulong at_first_reading;
static atomic_ulong at_last_reading;

static void count(void) { atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count();
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    count();
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : ENOMEM;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (clock == CLOCK_THREAD_CPUTIME_ID) {
        unsigned long now = atomic_load(&calls);
        if (atomic_fetch_add(&readings, 1) == 0) {
            atomic_store(&at_first_reading, now);
        }
        atomic_store(&at_last_reading, now);
    }
    return (int)syscall(SYS_clock_gettime, clock, time);
}

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("TENON_ALLOCATIONS");
    char text[64];
    unsigned long between = atomic_load(&at_last_reading) - atomic_load(&at_first_reading);
    int length = snprintf(text, sizeof text, "%lu %lu\n", atomic_load(&calls), between);
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    if (atomic_load(&readings) < 2 || file < 0 || write(file, text, (size_t)length) != length) {
        _exit(99);
    }
    close(file);
}
