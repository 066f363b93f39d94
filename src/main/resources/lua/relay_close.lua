-- Lets nobody enter a relay any more, under its lease. KEYS: the relay's record. ARGV: token, force ('1': though somebody
-- uses it). Returns stale, used (nothing was done), or closing and everybody who uses it.
local record, token, force = KEYS[1], ARGV[1], ARGV[2]
if redis.call('HGET', record, 'token') ~= token or not living(record) then
    return { 'stale' }
end
local closing = redis.call('HEXISTS', record, 'closing') == 1
if not closing and force ~= '1' and tonumber(redis.call('HGET', record, 'uses') or 0) > 0 then
    return { 'used' }
end
redis.call('HSET', record, 'closing', 1)
local answer = { 'closing' }
for _, field in ipairs(redis.call('HKEYS', record)) do
    if string.sub(field, 1, 4) == 'use:' then
        answer[#answer + 1] = string.sub(field, 5)
    end
end
return answer
