-- Makes a SIP gateway's connection another's, if it is whose it should be.
-- KEYS: lines. ARGV: line, from ('' for nobody's), to ('' for whoever comes). Returns 0 where it is somebody else's.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
    return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
