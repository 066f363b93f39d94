-- Who has used a relay for a while. KEYS: the relay's record. ARGV: for how many ms at least. Returns how many use it in
-- all, and those.
local record, age = KEYS[1], tonumber(ARGV[1])
local answer = { tonumber(redis.call('HGET', record, 'uses') or 0) }
if not living(record) then
    return { 0 }
end
local fields = redis.call('HGETALL', record)
for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 4) == 'use:' and tonumber(fields[i + 1]) <= now - age then
        answer[#answer + 1] = string.sub(fields[i], 5)
    end
end
return answer
