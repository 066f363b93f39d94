-- Writes fields of a connection for the socket that holds it: positions, mostly.
-- KEYS: record. ARGV: epoch, then pairs of field and value. Returns 0 where another socket holds it or it is gone.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
    return 0
end
for i = 2, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
