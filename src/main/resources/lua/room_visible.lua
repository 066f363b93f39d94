-- Ids of a partition's rooms that a user may see. KEYS: the partition's objects. ARGV: user.
local ids = {}
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    local id = string.match(name, '^r:(.+)$')
    local record = id and prefix .. name
    if id and living(record) then
        local seen = audience(record)
        if seen == '' or seen == ARGV[1] then
            ids[#ids + 1] = id
        end
    end
end
return ids
