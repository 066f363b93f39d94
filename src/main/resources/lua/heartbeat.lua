-- An instance lives: notes it, and whether it stays, rings its own channel so that it knows that it
-- hears, and forgets who was silent for an hour. KEYS: instances, those of them that do not stay: told to stop, or no
-- keepers. ARGV: instance, 1 where it does not stay. Returns now; whether it was noted before (1 or 0); instance, time
-- of its last heartbeat, whether it does not stay (1 or 0); and again.
local known = redis.call('ZADD', KEYS[1], int(now), ARGV[1]) == 0 and 1 or 0
if ARGV[2] == '1' then
    redis.call('ZADD', KEYS[2], int(now), ARGV[1])
else
    redis.call('ZREM', KEYS[2], ARGV[1])
end
for _, key in ipairs(KEYS) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', int(now - 3600000))
end
redis.call('PUBLISH', 'mediary:i:' .. ARGV[1], 'beat')
local answer = { int(now), known }
local beats = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #beats, 2 do
    answer[#answer + 1] = beats[i]
    answer[#answer + 1] = beats[i + 1]
    answer[#answer + 1] = redis.call('ZSCORE', KEYS[2], beats[i]) and 1 or 0
end
return answer
