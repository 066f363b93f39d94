-- Says which recording is to go. KEYS: the recordings (by their ends), the sum of their sizes. ARGV: what they may take, bytes.
-- Returns the oldest (a list of one) where the sum is more than that, else an empty list.
if tonumber(redis.call('GET', KEYS[2]) or 0) <= tonumber(ARGV[1]) then
    return {}
end
return redis.call('ZRANGE', KEYS[1], 0, 0)
