-- A new socket takes a connection over: the former one is fenced off by the epoch and told to close.
-- KEYS: record. ARGV: id, user ('' where none was named: whoever it belongs to), admin, instance, type, remote, backstop.
-- Returns 'gone', 'other' (another user's, or a SIP gateway's, which gateways alone take over), or the record's fields as HGETALL gives them, with the new epoch.
local record, id = KEYS[1], ARGV[1]
local owner = redis.call('HGET', record, 'user')
if not owner then
    return 'gone'
end
if ARGV[2] ~= '' and ARGV[2] ~= owner then
    return 'other'
end
if ARGV[5] ~= 'sip' and redis.call('HGET', record, 'type') == 'sip' then
    return 'other'
end
local former = redis.call('HGET', record, 'instance')
local epoch = redis.call('HINCRBY', record, 'epoch', 1)
redis.call('HSET', record, 'admin', ARGV[3], 'instance', ARGV[4], 'type', ARGV[5], 'remote', ARGV[6])
deadline(record, 'conn', id, 'resume', WINDOW)
for _, key in ipairs({ record, record .. ':objects', prefix .. 'inbox:' .. id }) do
    redis.call('PEXPIRE', key, int(WINDOW + tonumber(ARGV[7])))
end
redis.call('PUBLISH', 'mediary:i:' .. former, 'drop ' .. id .. ' ' .. epoch)
return redis.call('HGETALL', record)
