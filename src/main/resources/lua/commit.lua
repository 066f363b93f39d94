-- Writes a change under a lease: all of it or nothing. KEYS: the record. ARGV: token, lease ms, doc ('' leaves it),
-- plan (JSON: kind, id, end, created, set, cancelled, events, messages, route, describesMedia, consolidated,
-- keepLease), claim ms.
-- Returns stale; or ok and the messages, which the committer has claimed: message, when it is due, and again.
local record = KEYS[1]
local token, lease, doc, claim = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
local plan = cjson.decode(ARGV[4])
local kind, id = plan.kind, plan.id
if redis.call('HGET', record, 'token') ~= token or not living(record) then
    return { 'stale' }
end

if doc ~= '' then
    redis.call('HSET', record, 'doc', doc)
    redis.call('HINCRBY', record, 'v', 1)
end
if plan.created then
    undeadline(record, kind, id, 'creating')
end
for _, name in ipairs(plan.cancelled) do
    undeadline(record, kind, id, name)
end
for _, set in ipairs(plan.set) do
    deadline(record, kind, id, set.name, set.ms)
end
if plan.consolidated > 0 then
    redis.call('LTRIM', candidates(kind, id, 'client'), plan.consolidated, -1)
end
if plan.route then
    redis.call('HSET', record, 'route', plan.route)
    if redis.call('EXISTS', candidates(kind, id, 'client')) == 1 then
        deadline(record, kind, id, 'candidates', 0)
    end
end

for _, event in ipairs(plan.events) do
    log(event.object, event.user, event.json)
end
if plan.describesMedia then
    local parked = candidates(kind, id, 'media')
    for _, text in ipairs(redis.call('LRANGE', parked, 0, -1)) do
        local event = cjson.decode(text)
        log(event.object, event.user, event.json)
    end
    redis.call('DEL', parked)
    redis.call('HSET', record, 'described', 1)
end
local answer = { 'ok' }
local function sent(...)
    answer[#answer + 1], answer[#answer + 2] = send(...)
end
for _, message in ipairs(plan.messages) do
    sent(message.kind, message.target, message.name, message.payload, claim)
end

if plan['end'] then
    answer[#answer + 1], answer[#answer + 2] = finish(record, kind, id, claim)
    return answer
end

if plan.keepLease then
    redis.call('HSET', record, 'until', int(now + lease))
    deadline(record, kind, id, 'lease', lease)
else
    redis.call('HDEL', record, 'token', 'until', 'holder')
    undeadline(record, kind, id, 'lease')
end
outlive(record, lease)
return answer
