-- Takes out somebody who uses a relay: twice is as good as once. With the last one it gets the deadline idle. KEYS: the
-- relay's record. ARGV: id, use, ms until it is idle. Returns how many are left.
local record, id, use, grace = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
if not living(record) then
    return 0
end
if redis.call('HDEL', record, 'use:' .. use) == 1 then
    redis.call('HINCRBY', record, 'uses', -1)
end
local left = tonumber(redis.call('HGET', record, 'uses') or 0)
if left <= 0 then
    deadline(record, 'relay', id, 'idle', grace)
end
return left
