-- The contacts that a user has bound. KEYS[1]: as for sip_register. Returns name, document, and again.
local answer = {}
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
    local ends, document = string.match(entries[i + 1], '^(%d+) [^\n]*\n(.*)$')
    if tonumber(ends) > now then
        answer[#answer + 1] = entries[i]
        answer[#answer + 1] = document
    end
end
return answer
