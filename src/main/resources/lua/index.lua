-- Enters an object into its owner's index. KEYS: the index. ARGV: id, how many the owner may have (0: no bound; -1: it is
-- a guest, made by others, and does not count: it has a negative score). Returns 1, 2 where it was there as a guest before,
-- or 0 where the index is full.
local limit = tonumber(ARGV[2])
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
local guest = before and tonumber(before) < 0
if limit > 0 and (guest or not before) and redis.call('ZCOUNT', KEYS[1], 0, '+inf') >= limit then
    return 0
end
redis.call('ZADD', KEYS[1], int(limit < 0 and -now or now), ARGV[1])
return guest and 2 or 1
