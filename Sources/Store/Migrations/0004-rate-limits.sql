-- How often somebody has asked of late: all servers of a database share it.

-- No index: it is read by name, written with each request, and looked through once an hour.
CREATE TABLE rate_buckets (
    -- What is limited, and for whom.
    name TEXT NOT NULL PRIMARY KEY,
    -- When it is full again, in microseconds since 1970. A row that is full is as good as none.
    full_at INTEGER NOT NULL
) STRICT;
