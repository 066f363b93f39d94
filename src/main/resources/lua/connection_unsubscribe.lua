-- Forgets subscriptions. KEYS: record. ARGV: epoch, fields.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
    return 0
end
redis.call('HDEL', KEYS[1], unpack(ARGV, 2))
return 1
