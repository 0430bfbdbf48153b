// What every source of the kernel agrees on.
//
// Each source is compiled once for every build of BUILDS in build.py, all into one library a build. The
// interface is C: contiguous arrays of double and int64_t that the caller owns. Functions keep nothing
// between calls, so that any number of threads may be inside. Headers of C alone, neither exceptions nor
// anything of the C++ library: what needs more than libc and libm does not load everywhere.
#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define EXPORTED extern "C" __declspec(dllexport)
#else
#define EXPORTED extern "C" __attribute__((visibility("default")))
#endif
