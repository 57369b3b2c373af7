-- What the desk looks things up by.

CREATE INDEX payments_by_status ON payments (status, id);
-- Made anew, because SQLite takes the newer of two that fit: the services' list must not pass over every lesson.
DROP INDEX payments_of_services_by_status;
CREATE INDEX payments_of_services_by_status ON payments (status, id) WHERE kind = 'service';
-- By how they begin, whatever their letters' case. Byte by byte, so that what begins alike stands together.
CREATE INDEX students_by_name ON students (lower(name) COLLATE BINARY, id);
CREATE INDEX students_by_email ON students (lower(email) COLLATE BINARY, id);
CREATE INDEX instructors_by_name ON instructors (lower(name) COLLATE BINARY, id);
CREATE INDEX instructors_by_email ON instructors (lower(email) COLLATE BINARY, id);
