-- Renews a lease. KEYS: the record. ARGV: kind, id, token, lease ms. Returns 1, or 0 where the lease was lost.
local record, lease = KEYS[1], tonumber(ARGV[4])
if redis.call('HGET', record, 'token') ~= ARGV[3] then
    return 0
end
redis.call('HSET', record, 'until', int(now + lease))
deadline(record, ARGV[1], ARGV[2], 'lease', lease)
return 1
