-- What a mail said and where it went, for a dispute's evidence. NULL before it is sent, of what was sent before these
-- columns were there, and of whatever is no mail.

ALTER TABLE outbox ADD COLUMN sent_to TEXT;
-- Without its links' addresses: who has one has the page behind it.
ALTER TABLE outbox ADD COLUMN sent_text TEXT;
