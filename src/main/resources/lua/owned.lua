-- The objects of a user. KEYS: the index. ARGV: ms. Returns 1 where an entry is older than that, else 0; and the ids.
local old = redis.call('ZCOUNT', KEYS[1], '-inf', int(now - tonumber(ARGV[1]))) > 0 and 1 or 0
return { old, redis.call('ZRANGE', KEYS[1], 0, -1) }
