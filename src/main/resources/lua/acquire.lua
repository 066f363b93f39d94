-- Takes a record's lease. KEYS: the record. ARGV: kind, id, token, holder, lease ms, dead (an instance whose lease may
-- be broken beside the holder's own, or '').
-- Returns none; or held, holder, ms left; or ok, doc, 1 where the former holder did not release it.
local record = KEYS[1]
local kind, id, token, holder, lease, dead = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
if not living(record) then
    return { 'none' }
end
local state = redis.call('HMGET', record, 'token', 'until', 'holder', 'doc')
local former, left = state[1], tonumber(state[2] or 0) - now
if former and left > 0 and state[3] ~= holder and state[3] ~= dead then
    return { 'held', state[3], int(left) }
end
redis.call('HSET', record, 'token', token, 'until', int(now + lease), 'holder', holder)
deadline(record, kind, id, 'lease', lease)
local ttl = redis.call('PTTL', record)
if ttl >= 0 and ttl < lease + 3600000 then
    redis.call('PEXPIRE', record, lease + 3600000)
end
return { 'ok', state[4], former and '1' or '0' }
