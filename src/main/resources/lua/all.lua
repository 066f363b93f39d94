-- Ids of a partition's objects of a kind. KEYS: the partition's index. ARGV: kind. Entries whose record is gone are
-- taken out.
local ids = {}
local start = ARGV[1] .. ':'
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    if string.sub(name, 1, #start) == start then
        if living(prefix .. name) then
            ids[#ids + 1] = string.sub(name, #start + 1)
        else
            redis.call('SREM', KEYS[1], name)
        end
    end
end
return ids
