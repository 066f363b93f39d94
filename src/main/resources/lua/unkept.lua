-- Takes a recording out of those whose files are kept, and its size from the sum; one that is not there changes nothing.
-- KEYS: the recordings (by their ends), the sum of their sizes. ARGV: member, size in bytes.
if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then
    redis.call('DECRBY', KEYS[2], ARGV[2])
end
if redis.call('EXISTS', KEYS[1]) == 0 then
    redis.call('DEL', KEYS[2])
end
return 1
