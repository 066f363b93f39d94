-- A candidate of the media server. KEYS: the record. ARGV: kind, id, object, user ('': the owner), JSON, how many may wait,
-- what changes in what is noted of the object's state, how many names that may have.
-- Returns none (the object has ended); or logged, parked, full or again, and the doc.
local record = KEYS[1]
local kind, id = ARGV[1], ARGV[2]
if not living(record) then
    return { 'none' }
end
remember(record, cjson.decode(ARGV[7]), tonumber(ARGV[8]))
-- The same again: told already, by a call whose answer was lost.
if redis.call('HGET', record, 'told') == ARGV[5] then
    return { 'again', redis.call('HGET', record, 'doc') }
end
redis.call('HSET', record, 'told', ARGV[5])
local user = ARGV[4] ~= '' and ARGV[4] or redis.call('HGET', record, 'user')
if redis.call('HGET', record, 'described') then
    log(ARGV[3], user, ARGV[5])
    return { 'logged', redis.call('HGET', record, 'doc') }
end
local list = candidates(kind, id, 'media')
if redis.call('LLEN', list) >= tonumber(ARGV[6]) then
    return { 'full', redis.call('HGET', record, 'doc') }
end
redis.call('RPUSH', list, cjson.encode({ object = ARGV[3], user = user, json = ARGV[5] }))
local ttl = redis.call('PTTL', record)
if ttl > 0 then
    redis.call('PEXPIRE', list, ttl)
end
return { 'parked', redis.call('HGET', record, 'doc') }
