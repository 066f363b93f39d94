-- The media servers that the instances know of. KEYS: the set. ARGV: those that are to be in it; '-' and those that are not.
local removing = false
for _, id in ipairs(ARGV) do
    if id == '-' then
        removing = true
    elseif removing then
        redis.call('SREM', KEYS[1], id)
    else
        redis.call('SADD', KEYS[1], id)
    end
end
return redis.call('SMEMBERS', KEYS[1])
