-- Takes places among what rings at once. KEYS: the places (sorted set: who has one, until when). ARGV: how many there are,
-- ms that they are kept where nobody gives them back, then who wants one. Whoever has one keeps it. Returns 1, or 0 where
-- there are not enough: then nobody has got one.
local most, ms = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now))
local more = 0
for i = 3, #ARGV do
    more = more + (redis.call('ZSCORE', KEYS[1], ARGV[i]) and 0 or 1)
end
if more > 0 and redis.call('ZCARD', KEYS[1]) + more > most then
    return 0
end
for i = 3, #ARGV do
    redis.call('ZADD', KEYS[1], int(now + ms), ARGV[i])
end
if redis.call('PTTL', KEYS[1]) < ms then
    redis.call('PEXPIRE', KEYS[1], int(ms))
end
return 1
