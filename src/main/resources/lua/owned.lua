-- The objects of a user. KEYS: the index. ARGV: ms. Returns 1 where an entry is older than that, else 0; and the ids.
local oldest = int(now - tonumber(ARGV[1]))
local old = redis.call('ZCOUNT', KEYS[1], 0, oldest) > 0 or redis.call('ZCOUNT', KEYS[1], '-' .. oldest, '(0') > 0
return { old and 1 or 0, redis.call('ZRANGE', KEYS[1], 0, -1) }
