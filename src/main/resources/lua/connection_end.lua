-- Ends a connection: its objects get the message 'connection_down', in the same step.
-- KEYS: record. ARGV: id, why: 'clean' (only at the epoch in ARGV[3]), 'expired' (only if its window has passed),
-- 'stop' (at once; ARGV[3]: by which user, '' for an administrator).
-- Returns 'gone', 'stale', 'alive', 'other', or {user}.
local record, id, why = KEYS[1], ARGV[1], ARGV[2]
local held = redis.call('HMGET', record, 'user', 'epoch', 'instance')
local user, epoch, instance = held[1], held[2], held[3]
if not user then
    return 'gone'
end
if why == 'clean' and epoch ~= ARGV[3] then
    return 'stale'
end
if why == 'expired' and (noted(record)['resume'] or 0) > now then
    return 'alive'
end
if why == 'stop' and ARGV[3] ~= '' and ARGV[3] ~= user then
    return 'other'
end
for _, object in ipairs(redis.call('SMEMBERS', record .. ':objects')) do
    local kind, target = string.match(object, '^([^:]+):(.+)$')
    send(kind, target, 'connection_down', '{}', 0)
end
undeadlines(record, 'conn', id)
redis.call('DEL', record, record .. ':objects', prefix .. 'inbox:' .. id)
redis.call('PUBLISH', 'mediary:i:' .. instance, 'ended ' .. id .. ' ' .. why)
return { user }
