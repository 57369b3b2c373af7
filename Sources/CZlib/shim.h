// zlib: gzip for the bodies that ask for it.
#pragma once
#include <zlib.h>

// deflateInit2 is a macro, which Swift does not import. 15 + 16 asks for a gzip wrapper.
static inline int fermata_gzip_start(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
