-- What the desk looks things up by.

CREATE INDEX payments_by_status ON payments (status, id);
-- By how they begin, whatever their letters' case. Byte by byte, so that what begins alike stands together.
CREATE INDEX students_by_name ON students (lower(name) COLLATE BINARY, id);
CREATE INDEX students_by_email ON students (lower(email) COLLATE BINARY, id);
