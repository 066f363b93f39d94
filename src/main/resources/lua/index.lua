-- Enters an object into its owner's index. KEYS: the index. ARGV: id, how many the owner may have.
-- Returns 1, or 0 where the index is full.
local limit = tonumber(ARGV[2])
if limit > 0 and redis.call('ZCARD', KEYS[1]) >= limit and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
    return 0
end
redis.call('ZADD', KEYS[1], int(now), ARGV[1])
return 1
