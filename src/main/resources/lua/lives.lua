-- Whether a record is there and has not ended. KEYS: the record. Returns 1 or 0.
return living(KEYS[1]) and 1 or 0
