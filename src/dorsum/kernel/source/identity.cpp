// What a library says of itself before anything else in it is called.
#include "kernel.h"

// Digest of the sources that it was built from.
EXPORTED const char *dorsum_sources() { return DORSUM_SOURCES; }

// 1 where the processor has what the build `avx2` is compiled for.
EXPORTED int dorsum_has_avx2() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return 0;
#endif
}
