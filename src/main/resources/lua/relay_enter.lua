-- Enters somebody who uses a relay: twice is as good as once. KEYS: the relay's record. ARGV: id, use.
-- Returns none (there is no such relay), closing (it goes: nothing was entered), or open, and the doc.
local record, id, use = KEYS[1], ARGV[1], ARGV[2]
if not living(record) then
    return { 'none', '' }
end
if redis.call('HEXISTS', record, 'closing') == 1 then
    return { 'closing', '' }
end
if redis.call('HSET', record, 'use:' .. use, int(now)) == 1 then
    redis.call('HINCRBY', record, 'uses', 1)
end
undeadline(record, 'relay', id, 'idle')
return { 'open', redis.call('HGET', record, 'doc') }
