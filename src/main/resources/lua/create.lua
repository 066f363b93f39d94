-- Makes a record under a lease. KEYS: the record. ARGV: user, doc, token, holder, lease ms, creating ms, plan (JSON:
-- kind, id, events; and for one that a connection makes: connection, epoch; field, subscription).
-- Returns ok, exists (perhaps as ended), or gone (the connection, or its epoch).
local record = KEYS[1]
local user, doc, token, holder = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local lease, creating = tonumber(ARGV[5]), tonumber(ARGV[6])
local plan = cjson.decode(ARGV[7])
local name = plan.kind .. ':' .. plan.id
-- A session's id is not used again while its end is remembered: a repeated request must not make a second one.
if living(record) or (plan.kind == 's' and redis.call('EXISTS', record) == 1) then
    return 'exists'
end
redis.call('DEL', record)
local connection = plan.connection and prefix .. 'conn:' .. plan.connection
if connection and redis.call('HGET', connection, 'epoch') ~= plan.epoch then
    return 'gone'
end
redis.call('HSET', record, 'user', user, 'doc', doc, 'v', 1, 'token', token, 'until', int(now + lease), 'holder', holder)
redis.call('SADD', prefix .. 'objects', name)
if connection then
    redis.call('HSET', record, 'connection', plan.connection)
    redis.call('SADD', connection .. ':objects', name)
    if plan.subscription then
        local field = plan.field
        local former = redis.call('HGET', connection, field)
        local number = former and string.match(former, '^%d+') or redis.call('HINCRBY', connection, 'subs', 1)
        redis.call('HSET', connection, field, number .. '|' .. plan.subscription)
        watch(holder, plan.id)
    end
end
deadline(record, plan.kind, plan.id, 'creating', creating)
deadline(record, plan.kind, plan.id, 'lease', lease)
redis.call('PEXPIREAT', record, int(farthest(record) + 3600000))
for _, event in ipairs(plan.events) do
    log(event.object, event.user, event.json)
end
return 'ok'
