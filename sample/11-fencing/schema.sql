-- The largest fencing token that has written, for each lease.
CREATE TABLE fences (
  lease text PRIMARY KEY,
  token bigint NOT NULL
);

-- Called first in each transaction of a leader. The row stays locked until the transaction ends, so of two leaders'
-- transactions the second waits for the first, and the older leader's fails if the newer one's came before it.
CREATE FUNCTION fence(name text, candidate bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO fences VALUES (name, candidate)
    ON CONFLICT (lease) DO UPDATE SET token = candidate WHERE fences.token <= candidate;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a newer leader of "%" has written since fencing token %', name, candidate;
  END IF;
END
$$;

CREATE TABLE prices (
  article text PRIMARY KEY,
  cents integer NOT NULL,
  written_by text NOT NULL
);
