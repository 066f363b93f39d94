-- An instance lives: notes it, rings its own channel so that it knows that it hears, and forgets who was silent for an
-- hour. KEYS: instances. ARGV: instance. Returns now; whether it was noted before (1 or 0); instance, time of its last
-- heartbeat; and again.
local known = redis.call('ZADD', KEYS[1], int(now), ARGV[1]) == 0 and 1 or 0
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - 3600000))
redis.call('PUBLISH', 'mediary:i:' .. ARGV[1], 'beat')
local answer = { int(now), known }
for _, text in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')) do
    answer[#answer + 1] = text
end
return answer
