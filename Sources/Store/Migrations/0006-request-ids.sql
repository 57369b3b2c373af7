-- For whom something was done: the id of the request on whose way it was, or the job's name.

ALTER TABLE payment_events ADD COLUMN request_id TEXT;
