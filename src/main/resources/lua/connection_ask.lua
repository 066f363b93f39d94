-- Puts a request for a connection's client into its inbox and rings the instance of its socket.
-- KEYS: record. ARGV: id, user who asks ('' for an administrator), request id, instance that asks, JSON, how many may
-- wait, how long one waits (ms). Returns 'gone', 'other', 'full', or {entry id}.
local record, id = KEYS[1], ARGV[1]
local held = redis.call('HMGET', record, 'user', 'instance')
if not held[1] then
    return 'gone'
end
if ARGV[2] ~= '' and ARGV[2] ~= held[1] then
    return 'other'
end
local inbox = prefix .. 'inbox:' .. id
redis.call('XTRIM', inbox, 'MINID', int(now - tonumber(ARGV[7])) .. '-0')
if redis.call('XLEN', inbox) >= tonumber(ARGV[6]) then
    return 'full'
end
local entry = redis.call('XADD', inbox, '*', 'r', ARGV[3], 'i', ARGV[4], 'j', ARGV[5])
redis.call('PEXPIRE', inbox, ARGV[7])
redis.call('PUBLISH', 'mediary:i:' .. held[2], 'inbox ' .. id)
return { entry }
