// SQLite, and the one value that Swift cannot make of a C macro.
#pragma once
#include <sqlite3.h>

static inline int fermata_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int byteCount) {
    return sqlite3_bind_text(statement, index, text, byteCount, SQLITE_TRANSIENT);
}
