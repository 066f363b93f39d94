-- Binds contacts to a user, all or none. KEYS[1]: the user's bindings (hash: contact, 'UNTIL CSEQ CALL-ID' LF document).
-- ARGV: most contacts; Call-ID; CSeq; 1 to remove all; then for each contact: name, how long (ms; 0: removed), document.
-- Returns 'ok' and, for each binding there is then, name, how much longer (ms), document; or 'order' where the Call-ID has
-- been further, or 'most' where they are too many by themselves; then nothing has changed.
local bound = {}
local count = 0
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
    local ends, cseq, call, document = string.match(entries[i + 1], '^(%d+) (%d+) ([^\n]*)\n(.*)$')
    if tonumber(ends) > now then
        bound[entries[i]] = { ends = tonumber(ends), cseq = tonumber(cseq), call = call, document = document }
        count = count + 1
    else
        bound[entries[i]] = { ends = 0 }
    end
end

local call = ARGV[2]
local cseq = tonumber(ARGV[3])
local function late(binding)
    return binding and binding.ends > 0 and binding.call == call and cseq <= binding.cseq
end

if ARGV[4] == '1' then
    for _, binding in pairs(bound) do
        if late(binding) then
            return { 'order' }
        end
    end
    redis.call('DEL', KEYS[1])
    return { 'ok' }
end

for i = 5, #ARGV, 3 do
    local there = bound[ARGV[i]]
    if late(there) then
        return { 'order' }
    end
    local was = there ~= nil and there.ends > 0
    local life = tonumber(ARGV[i + 1])
    if was ~= (life > 0) then
        count = count + (was and -1 or 1)
    end
    bound[ARGV[i]] = { ends = life > 0 and now + life or 0, cseq = cseq, call = call, document = ARGV[i + 2], asked = true }
end
-- Too many: those that end first go, so that a telephone that changes its address often is not locked out.
while count > tonumber(ARGV[1]) do
    local first
    for _, binding in pairs(bound) do
        if not binding.asked and binding.ends > 0 and (not first or binding.ends < first.ends) then
            first = binding
        end
    end
    if not first then
        return { 'most' }
    end
    first.ends = 0
    count = count - 1
end

local answer = { 'ok' }
local last = 0
for name, binding in pairs(bound) do
    if binding.ends > now then
        if binding.document then
            redis.call('HSET', KEYS[1], name, int(binding.ends) .. ' ' .. int(binding.cseq) .. ' ' .. binding.call .. '\n'
                .. binding.document)
        end
        last = math.max(last, binding.ends)
        answer[#answer + 1] = name
        answer[#answer + 1] = int(binding.ends - now)
        answer[#answer + 1] = binding.document
    else
        redis.call('HDEL', KEYS[1], name)
    end
end
if last > 0 then
    redis.call('PEXPIREAT', KEYS[1], int(last))
end
return answer
