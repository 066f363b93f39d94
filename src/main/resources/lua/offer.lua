-- A client's candidate. KEYS: the record. ARGV: kind, id, user ('' may act on anyone's), candidate, how many may wait.
-- Returns none, unauthorized, full; or route, doc, where it goes; or parked, doc.
local record = KEYS[1]
local kind, id, user = ARGV[1], ARGV[2], ARGV[3]
if not living(record) then
    return { 'none' }
end
local state = redis.call('HMGET', record, 'user', 'doc', 'route')
if user ~= '' and state[1] ~= user then
    return { 'unauthorized' }
end
local list = candidates(kind, id, 'client')
local waiting = redis.call('LLEN', list)
if state[3] and waiting == 0 then
    return { 'route', state[2], state[3] }
end
if waiting >= tonumber(ARGV[5]) then
    return { 'full' }
end
redis.call('RPUSH', list, ARGV[4])
local ttl = redis.call('PTTL', record)
if ttl > 0 then
    redis.call('PEXPIRE', list, ttl)
end
return { 'parked', state[2] }
