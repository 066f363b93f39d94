-- Removes the first ARGV[1] of a list. KEYS: the list. Returns what is left.
redis.call('LTRIM', KEYS[1], tonumber(ARGV[1]), -1)
return redis.call('LRANGE', KEYS[1], 0, -1)
