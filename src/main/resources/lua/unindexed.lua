-- Takes out of a partition's index what is not there any more. KEYS: the partition's index. Returns how many entries.
local gone = 0
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    if not living(prefix .. name) then
        gone = gone + redis.call('SREM', KEYS[1], name)
    end
end
return gone
