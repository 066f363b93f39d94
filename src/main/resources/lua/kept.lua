-- Enters a recording among those whose files are kept, and adds its size to the sum; one that is there changes nothing.
-- KEYS: the recordings (by their ends), the sum of their sizes. ARGV: member, size in bytes, end in ms.
if redis.call('ZADD', KEYS[1], 'NX', ARGV[3], ARGV[1]) == 1 then
    redis.call('INCRBY', KEYS[2], ARGV[2])
end
return 1
