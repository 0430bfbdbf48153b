// What a library says of itself before anything else in it is called.
#include "kernel.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

// Digest of the sources that it was built from.
EXPORTED const char *dorsum_sources() { return DORSUM_SOURCES; }

// 1 where processor and system have what the build `avx2` is compiled for. Asked of the processor itself: what
// compilers offer for it is a stub in some of them.
EXPORTED int dorsum_has_avx2() {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    if (!(c & bit_FMA) || !(c & bit_AVX) || !(c & bit_OSXSAVE)) return 0;
    unsigned saved, high;
    __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    if ((saved & 6) != 6) return 0;  // the system keeps the wide registers
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
#else
    return 0;
#endif
}
