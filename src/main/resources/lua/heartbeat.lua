-- An instance lives: notes it, rings its own channel so that it knows that it hears, and forgets who was silent for an hour.
-- KEYS: instances. ARGV: instance. Returns now, instance, time of its last heartbeat; and again.
redis.call('ZADD', KEYS[1], int(now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - 3600000))
redis.call('PUBLISH', 'mediary:i:' .. ARGV[1], 'beat')
local seen = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
table.insert(seen, 1, int(now))
return seen
