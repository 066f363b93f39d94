-- Counts what lives in a partition. KEYS: the partition's index. Returns a label and how many, and again: for sessions
-- 's|TYPE|NODE' (NODE '' where no media server has it), for others their kind. A record's JSON is not decoded: this runs all the time, and
-- no text of a client's can look like a field of it, for its quotes are escaped.
local count = {}
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    local kind = string.match(name, '^(%a+):')
    local label = kind
    if kind == 's' then
        local record = redis.call('HMGET', prefix .. name, 'doc', 'ended')
        local doc = not record[2] and record[1]
        label = doc and 's|' .. (string.match(doc, '"type":"(%w+)"') or '') .. '|'
            .. (string.match(doc, '"place":{"node":"([%w%-_.]+)"') or '')
    end
    if label then
        count[label] = (count[label] or 0) + 1
    end
end
local answer = {}
for label, number in pairs(count) do
    answer[#answer + 1], answer[#answer + 2] = label, number
end
return answer
